import AssayCore

/// Marks the steps at which every feature has one value, padding as a rule, to be left out by losses
/// and metrics; sets them to 0.
///
/// - Input: `[batch, steps, …, features]`. Output: the same.
/// - Mask: 0 where all of the last axis equals `maskValue`.
/// - Source: `keras.layers.Masking`.
public final class Masking: Layer {
  public let maskValue: Float

  public init(maskValue: Float = 0, name: String? = nil) {
    self.maskValue = maskValue
    super.init(name: name)
  }

  public override func call(_ x: Symbol, _ scope: Scope) -> Symbol {
    let x = x.require(x.shape.count >= 3, "[batch, steps, …, features]")
    guard x.error == nil else { return x }
    let kept = steps(of: x)
    return x * kept.reshaped(Shape(kept.shape + [1]))
  }

  public override var supportsMasking: Bool { true }
  public override func mask(of inputs: [Symbol], output: Symbol) -> Symbol? { steps(of: inputs[0]) }

  private func steps(of x: Symbol) -> Symbol { x.isDifferent(from: maskValue).max(axis: -1) }
}
