import AssayCore

/// In training adds one number to all of each image, then limits it to the range of its values.
///
///     RandomBrightness(0.2)  // by up to a fifth of 0...255, either way
///
/// - Input: `[batch, height, width, channels]`. Output: the same.
/// - Source: `keras.layers.RandomBrightness`.
public final class RandomBrightness: Layer {
  /// In parts of the range of values, within `-1...1`.
  public let factor: ClosedRange<Float>
  public let valueRange: ClosedRange<Float>
  /// Layers of one seed draw the same; by default each draws its own.
  public let seed: Int?

  public init(
    _ factor: ClosedRange<Float>, valueRange: ClosedRange<Float> = 0...255, seed: Int? = nil,
    name: String? = nil
  ) {
    self.factor = factor
    self.valueRange = valueRange
    self.seed = seed
    super.init(name: name)
  }

  public convenience init(
    _ factor: Float, valueRange: ClosedRange<Float> = 0...255, seed: Int? = nil,
    name: String? = nil
  ) {
    self.init(.around(factor), valueRange: valueRange, seed: seed, name: name)
  }

  public override func call(_ x: Symbol, _ scope: Scope) -> Symbol {
    guard factor.lowerBound >= -1, factor.upperBound <= 1 else {
      return Symbol(
        failure: .argument(
          where: "", found: "factor is \(factor)", wanted: "a range within -1.0...1.0"))
    }
    let x = x.asImages()
    guard x.error == nil else { return x }
    let drawn = Symbol.randomUniform([Shape.free, 1, 1, 1], in: factor, seed: seed)
    let added = x + drawn * (valueRange.upperBound - valueRange.lowerBound)
    return scope.inTraining(added.clipped(to: valueRange), otherwise: x)
  }
}

/// In training brings each channel of each image nearer to its mean or further away, then limits it to the
/// range of its values.
///
/// - Input: `[batch, height, width, channels]`. Output: the same.
/// - Source: `keras.layers.RandomContrast`: a channel's distance to its mean is multiplied by a number from
///   `1 − lower` to `1 + upper`; of one factor alone the lower is 0.
public final class RandomContrast: Layer {
  /// The most that is taken away from 1, and added to it: both within `0...1`.
  public let factor: (lower: Float, upper: Float)
  public let valueRange: ClosedRange<Float>
  /// Layers of one seed draw the same; by default each draws its own.
  public let seed: Int?

  public init(
    lower: Float = 0, upper: Float, valueRange: ClosedRange<Float> = 0...255, seed: Int? = nil,
    name: String? = nil
  ) {
    factor = (lower, upper)
    self.valueRange = valueRange
    self.seed = seed
    super.init(name: name)
  }

  public convenience init(
    _ factor: Float, valueRange: ClosedRange<Float> = 0...255, seed: Int? = nil,
    name: String? = nil
  ) {
    self.init(upper: factor, valueRange: valueRange, seed: seed, name: name)
  }

  public override func call(_ x: Symbol, _ scope: Scope) -> Symbol {
    guard (0...1).contains(factor.lower), (0...1).contains(factor.upper) else {
      return Symbol(
        failure: .argument(
          where: "", found: "factor is \(factor.lower) to \(factor.upper)",
          wanted: "two numbers in 0...1"))
    }
    let x = x.asImages()
    guard x.error == nil else { return x }
    let drawn = Symbol.randomUniform(
      [Shape.free, 1, 1, 1], in: 1 - factor.lower...1 + factor.upper, seed: seed)
    let mean = Symbol.apply(Reduction(axes: 1..<3, isMean: true), x)
      .reshaped([Shape.free, 1, 1, x.shape[3]])
    return scope.inTraining(
      ((x - mean) * drawn + mean).clipped(to: valueRange), otherwise: x)
  }
}
