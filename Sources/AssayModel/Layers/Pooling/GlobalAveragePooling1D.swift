import AssayCore

/// The mean of every channel over all steps. Steps that are masked do not count; a sample without any gives NaN.
///
/// - Input: `[batch, steps, channels]`. Output: `[batch, channels]`, or with axes of size 1 for
///   `keepsAxes`.
/// - Source: `keras.layers.GlobalAveragePooling1D`.
public final class GlobalAveragePooling1D: Layer {
  /// Whether the axes that are summed up stay, with size 1.
  public let keepsAxes: Bool

  public init(keepsAxes: Bool = false, name: String? = nil) {
    self.keepsAxes = keepsAxes
    super.init(name: name)
  }

  public override func call(_ x: Symbol, _ scope: Scope) -> Symbol {
    let x = x.require(x.shape.count == 3, "[batch, steps, channels]")
    guard x.error == nil else { return x }
    let made: Symbol
    if let mask = x.mask {
      // 0 / 0 where a sample has no step.
      let weights = mask.reshaped(Shape(mask.shape + [1]))
      made = (x * weights).sum(axis: 1) / mask.sum(axis: 1).reshaped([x.shape[0], 1])
    } else {
      made = x.mean(axis: 1)
    }
    return keepsAxes ? made.reshaped([x.shape[0], 1, x.shape[2]]) : made
  }

  /// What is left has no steps to mask.
  public override var supportsMasking: Bool { true }
  public override func mask(of inputs: [Symbol], output: Symbol) -> Symbol? { nil }
}
