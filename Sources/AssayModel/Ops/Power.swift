import CKernels

extension UnaryFunction {
  static let power = UnaryFunction("power", keeps: .input, assay_power, assay_power_gradient)
}

extension Symbol {
  /// `x` to the power of a number.
  public func power(_ exponent: Float) -> Symbol { unary(.power, exponent) }
}
