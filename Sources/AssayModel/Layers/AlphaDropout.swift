import AssayCore

/// In training sets elements to the negative limit of `selu` with probability `rate`, then scales and
/// shifts all, so that mean and variance of what `selu` gives stay as they are.
///
/// - Input: any shape. Output: the same.
/// - Source: `keras.layers.AlphaDropout`.
public final class AlphaDropout: Layer {
  /// The probability, in `0..<1`.
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
    if let mistake = scope.mistake(inRate: rate) { return mistake }
    switch scope.noiseShape(noiseShape, for: x) {
    case .failure(let error): return Symbol(failure: error)
    case .success(let shape):
      return scope.inTraining(rate == 0 ? x : dropped(x, shape), otherwise: x)
    }
  }

  /// `a · (x · kept + limit · (1 − kept)) + b`.
  private func dropped(_ x: Symbol, _ shape: Shape) -> Symbol {
    let limit: Float = -1.673_263_242_354_377_2 * 1.050_700_987_355_480_5
    let a = 1 / ((1 - rate) * (1 + rate * limit * limit)).squareRoot()
    let b = -a * limit * rate
    let kept = Symbol.randomMask(shape, rate: rate, value: 1, seed: seed)
    return x * (a * kept) + (a * limit + b - a * limit * kept)
  }

  public override var supportsMasking: Bool { true }
}
