import AssayCore

/// In training sets each element to 0 with probability `rate` and scales the others by
/// `1 / (1 − rate)`; otherwise the input itself.
///
/// What is dropped is a function of the seed of `fit`, the epoch and the step.
///
/// - Input: any shape. Output: the same.
/// - Source: `keras.layers.Dropout`.
public final class Dropout: Layer {
  /// The probability of 0, in `0..<1`.
  public let rate: Float
  /// The shape of the draws, repeated to that of the input: for each axis its size, `nil` for the same,
  /// or 1.
  public let noiseShape: [Int?]?
  /// Layers of one seed drop the same; by default each drops its own.
  public let seed: Int?

  public init(
    _ rate: Float, noiseShape: [Int?]? = nil, seed: Int? = nil, name: String? = nil
  ) {
    self.rate = rate
    self.noiseShape = noiseShape
    self.seed = seed
    super.init(name: name)
  }

  public override func call(_ x: Symbol, _ scope: Scope) -> Symbol {
    switch scope.noiseShape(noiseShape, for: x) {
    case .failure(let error): return Symbol(failure: error)
    case .success(let shape) where shape != x.shape:
      return scope.dropping(x, rate: rate, noiseShape: shape, seed: seed)
    case .success: break
    }
    return switch scope.training {
    case false?: x
    case true?: x.dropout(rate: rate, always: true, seed: seed)
    case nil: x.dropout(rate: rate, seed: seed)
    }
  }

  public override var supportsMasking: Bool { true }
}
