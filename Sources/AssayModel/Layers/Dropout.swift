/// In training sets each element to 0 with probability `rate` and scales the others by
/// `1 / (1 − rate)`; otherwise the input itself.
///
/// What is dropped is a function of the seed of `fit`, the epoch and the step.
///
/// - Input: any shape. Output: the same.
/// - Source: `keras.layers.Dropout`, without `noise_shape`.
public final class Dropout: Layer {
  /// The probability of 0, in `0..<1`.
  public let rate: Float

  public init(_ rate: Float, name: String? = nil) {
    self.rate = rate
    super.init(name: name)
  }

  public override func call(_ x: Symbol, _ scope: Scope) -> Symbol {
    switch scope.training {
    case false?: x
    case true?: x.dropout(rate: rate, always: true)
    case nil: x.dropout(rate: rate)
    }
  }

  public override var supportsMasking: Bool { true }
}
