import AssayCore

/// In training adds normally distributed noise to every element; otherwise the input itself.
///
/// The noise is a function of the seed of `fit`, the epoch and the step.
///
/// - Input: any shape. Output: the same.
/// - Source: `keras.layers.GaussianNoise`.
public final class GaussianNoise: Layer {
  /// The standard deviation, in `0...1`.
  public let stddev: Float
  /// Layers of one seed add the same; by default each adds its own.
  public let seed: Int?

  public init(_ stddev: Float, seed: Int? = nil, name: String? = nil) {
    self.stddev = stddev
    self.seed = seed
    super.init(name: name)
  }

  public override func call(_ x: Symbol, _ scope: Scope) -> Symbol {
    guard stddev >= 0, stddev <= 1 else {
      return Symbol(
        failure: .argument(where: "", found: "stddev is \(stddev)", wanted: "a number in 0...1"))
    }
    return scope.inTraining(
      stddev == 0 ? x : x.randomNormal(deviation: stddev, seed: seed), otherwise: x)
  }

  public override var supportsMasking: Bool { true }
}

/// In training multiplies every element by normally distributed noise of mean 1 and variance
/// `rate / (1 − rate)`; otherwise the input itself.
///
/// - Input: any shape. Output: the same.
/// - Source: `keras.layers.GaussianDropout`.
public final class GaussianDropout: Layer {
  /// As the probability of ``Dropout``, in `0..<1`.
  public let rate: Float
  /// Layers of one seed draw the same; by default each draws its own.
  public let seed: Int?

  public init(_ rate: Float, seed: Int? = nil, name: String? = nil) {
    self.rate = rate
    self.seed = seed
    super.init(name: name)
  }

  public override func call(_ x: Symbol, _ scope: Scope) -> Symbol {
    if let mistake = scope.mistake(inRate: rate) { return mistake }
    let deviation = (rate / (1 - rate)).squareRoot()
    return scope.inTraining(
      rate == 0 ? x : x.randomNormal(deviation: deviation, multiplies: true, seed: seed),
      otherwise: x)
  }

  public override var supportsMasking: Bool { true }
}
