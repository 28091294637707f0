import AssayCore

/// In training drops whole channels of sequences `[batch, steps, channels]`; see ``Dropout``.
///
/// - Source: `keras.layers.SpatialDropout1D`.
public final class SpatialDropout1D: Layer {
  /// The probability of 0, in `0..<1`.
  public let rate: Float
  /// Layers of one seed drop the same; by default each drops its own.
  public let seed: Int?

  public init(_ rate: Float, seed: Int? = nil, name: String? = nil) {
    self.rate = rate
    self.seed = seed
    super.init(name: name)
  }

  public override func call(_ x: Symbol, _ scope: Scope) -> Symbol {
    let x = x.require(x.shape.count == 3, "[batch, steps, channels]")
    guard x.error == nil else { return x }
    return scope.dropping(
      x, rate: rate, noiseShape: [Shape.free, 1, x.shape[2]], seed: seed)
  }

  public override var supportsMasking: Bool { true }
}

/// In training drops whole channels of images `[batch, height, width, channels]`; see ``Dropout``.
///
/// - Source: `keras.layers.SpatialDropout2D`.
public final class SpatialDropout2D: Layer {
  /// The probability of 0, in `0..<1`.
  public let rate: Float
  /// Layers of one seed drop the same; by default each drops its own.
  public let seed: Int?

  public init(_ rate: Float, seed: Int? = nil, name: String? = nil) {
    self.rate = rate
    self.seed = seed
    super.init(name: name)
  }

  public override func call(_ x: Symbol, _ scope: Scope) -> Symbol {
    let x = x.require(x.shape.count == 4, "[batch, height, width, channels]")
    guard x.error == nil else { return x }
    return scope.dropping(
      x, rate: rate, noiseShape: [Shape.free, 1, 1, x.shape[3]], seed: seed)
  }

  public override var supportsMasking: Bool { true }
}

extension Scope {
  /// In training `x` where a mask of `noiseShape`, repeated to its shape, keeps it, else 0.
  func dropping(_ x: Symbol, rate: Float, noiseShape: Shape, seed: Int?) -> Symbol {
    if let mistake = mistake(inRate: rate) { return mistake }
    return inTraining(
      rate == 0
        ? x : x * .randomMask(noiseShape, rate: rate, value: 1 / (1 - rate), seed: seed),
      otherwise: x)
  }

  /// What is wrong with a probability, if anything is.
  func mistake(inRate rate: Float) -> Symbol? {
    rate >= 0 && rate < 1
      ? nil
      : Symbol(failure: .argument(where: "", found: "rate is \(rate)", wanted: "a rate in 0..<1"))
  }

  /// The shape of the noise that the user asked for: sizes of the input, or 1.
  func noiseShape(_ sizes: [Int?]?, for x: Symbol) -> Result<Shape, ModelError> {
    guard let sizes else { return .success(x.shape) }
    guard sizes.count == x.shape.count,
      zip(sizes, x.shape).allSatisfy({ $0 == nil || $0 == 1 || $0 == $1 })
    else {
      let found = sizes.map { $0.map(String.init) ?? "nil" }.joined(separator: ", ")
      return .failure(
        .argument(
          where: "", found: "noiseShape is [\(found)]",
          wanted: "for each axis of \(x.shape) its size, nil or 1"))
    }
    return .success(Shape(zip(sizes, x.shape).map { $0 ?? $1 }))
  }
}
