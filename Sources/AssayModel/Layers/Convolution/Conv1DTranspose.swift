import AssayCore

/// The transpose of a convolution over a sequence: every step is spread over a window of the result.
///
/// - Input: `[batch, steps, channels]`. Output: `[batch, steps, filters]`, more steps by the strides.
/// - Parameters: `kernel [size, filters, channels]`, `bias [filters]`.
/// - Source: `keras.layers.Conv1DTranspose`.
public final class Conv1DTranspose: ConvolutionLayer {
  /// The channels of the result.
  public let filters: Int
  /// How much larger the result is than the smallest one that gives the input; `nil` for Keras's size.
  public let outputPadding: Int?

  public init(
    _ filters: Int, kernelSize: Int, strides: Int = 1, padding: Padding = .valid,
    outputPadding: Int? = nil, dilationRate: Int = 1, activation: Activation = .linear,
    useBias: Bool = true, kernelInitializer: Initializer = .glorotUniform,
    biasInitializer: Initializer = .zeros, kernelRegularizer: Regularizer? = nil,
    biasRegularizer: Regularizer? = nil, activityRegularizer: Regularizer? = nil,
    kernelConstraint: Constraint? = nil, biasConstraint: Constraint? = nil, name: String? = nil
  ) {
    self.filters = filters
    self.outputPadding = outputPadding
    super.init(
      kernelSize: Extent(1, kernelSize), strides: Extent(1, strides), padding: padding,
      dilationRate: Extent(1, dilationRate), activation: activation, useBias: useBias,
      kernelInitializer: kernelInitializer, biasInitializer: biasInitializer,
      kernelRegularizer: kernelRegularizer, biasRegularizer: biasRegularizer,
      activityRegularizer: activityRegularizer, kernelConstraint: kernelConstraint,
      biasConstraint: biasConstraint, name: name)
  }

  public override func call(_ x: Symbol, _ scope: Scope) -> Symbol {
    let x = checked(x, isSequence: true, counts: ("filters", filters))
    guard x.error == nil else { return x }
    guard padding != .causal else {
      return Symbol(
        failure: .argument(where: "", found: "padding is causal", wanted: "valid or same"))
    }
    let extra = outputPadding.map { Extent(0, $0) }
    if let extra, extra.height < 0 || extra.width < 0 || extra.width >= strides.width {
      return Symbol(
        failure: .argument(
          where: "", found: "outputPadding \(extra.width)",
          wanted: "0 or more, and less than the strides"))
    }
    let channels = x.shape.lastSize
    let kernel = kernel(
      [kernelSize.width, filters, channels], scope)
    return spread(x, by: kernel, filters: filters, outputPadding: extra, bias(filters, scope))
  }
}
