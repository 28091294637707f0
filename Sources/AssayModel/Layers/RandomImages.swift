import AssayCore

/// Between what the pixels of a transformed image are found.
///
/// - Source: `interpolation` of `keras.layers.RandomRotation` and its like.
public enum AffineInterpolation: String, Sendable, CaseIterable {
  /// The nearest pixel.
  case nearest
  /// The four pixels around, by their distance.
  case bilinear
}

/// What the layers share that in training turn, zoom, move or flip each image by a draw of its own.
///
/// Draws are a function of the seed of `fit`, the epoch, the step and the place in the batch. Otherwise
/// the result is the input itself.
///
/// - Input: `[batch, height, width, channels]`. Output: the same.
public class RandomImages: Layer {
  public let fillMode: FillMode
  /// What lies beyond the edges for `.constant`.
  public let fillValue: Float
  public let interpolation: AffineInterpolation
  /// Layers of one seed draw the same; by default each draws its own.
  public let seed: Int?

  fileprivate init(
    _ fillMode: FillMode, _ fillValue: Float, _ interpolation: AffineInterpolation, seed: Int?,
    name: String?
  ) {
    self.fillMode = fillMode
    self.fillValue = fillValue
    self.interpolation = interpolation
    self.seed = seed
    super.init(name: name)
  }

  fileprivate var kind: RandomMaps.Kind { .flip(horizontally: false, vertically: false) }
  fileprivate var mistake: ModelError? { nil }

  public final override func call(_ x: Symbol, _ scope: Scope) -> Symbol {
    if let mistake { return Symbol(failure: mistake) }
    let x = x.asImages()
    guard x.error == nil else { return x }
    let maps = Symbol.apply(
      RandomMaps(
        kind: kind, size: (x.shape[1], x.shape[2]), place: RandomPlace(), seed: seed))
    return scope.inTraining(
      x.transformed(
        by: maps, fillMode: fillMode, fillValue: fillValue,
        isBilinear: interpolation == .bilinear),
      otherwise: x)
  }

  fileprivate static func mistake(
    _ name: String, _ range: ClosedRange<Float>?, within wanted: ClosedRange<Float>
  ) -> ModelError? {
    guard let range, range.lowerBound < wanted.lowerBound || range.upperBound > wanted.upperBound
    else { return nil }
    return .argument(
      where: "", found: "\(name) is \(range)", wanted: "a range within \(wanted)")
  }
}

/// In training flips each image with probability 1/2.
///
/// - Source: `keras.layers.RandomFlip`; with both directions one draw decides on both, as there.
public final class RandomFlip: RandomImages {
  public enum Mode: String, Sendable, CaseIterable {
    case horizontal, vertical
    case horizontalAndVertical = "horizontal_and_vertical"
  }

  public let mode: Mode

  public init(_ mode: Mode = .horizontalAndVertical, seed: Int? = nil, name: String? = nil) {
    self.mode = mode
    super.init(.nearest, 0, .nearest, seed: seed, name: name)
  }

  override var kind: RandomMaps.Kind {
    .flip(horizontally: mode != .vertical, vertically: mode != .horizontal)
  }
}

/// In training turns each image around its middle.
///
///     RandomRotation(0.1)            // by up to a tenth of a turn, either way
///     RandomRotation(-0.2...0.3)
///
/// - Source: `keras.layers.RandomRotation`.
public final class RandomRotation: RandomImages {
  /// In whole turns.
  public let factor: ClosedRange<Float>

  public init(
    _ factor: ClosedRange<Float>, fillMode: FillMode = .reflect,
    interpolation: AffineInterpolation = .bilinear, seed: Int? = nil, fillValue: Float = 0,
    name: String? = nil
  ) {
    self.factor = factor
    super.init(fillMode, fillValue, interpolation, seed: seed, name: name)
  }

  public convenience init(
    _ factor: Float, fillMode: FillMode = .reflect,
    interpolation: AffineInterpolation = .bilinear, seed: Int? = nil, fillValue: Float = 0,
    name: String? = nil
  ) {
    self.init(
      .around(factor), fillMode: fillMode, interpolation: interpolation, seed: seed,
      fillValue: fillValue, name: name)
  }

  override var kind: RandomMaps.Kind { .rotation(factor) }
  override var mistake: ModelError? { Self.mistake("factor", factor, within: -1...1) }
}

/// In training zooms each image around its middle: out by positive parts of its sides, in by negative ones.
///
/// - Source: `keras.layers.RandomZoom`.
public final class RandomZoom: RandomImages {
  /// In parts of the height.
  public let heightFactor: ClosedRange<Float>
  /// In parts of the width; drawn together with the height where it is left out.
  public let widthFactor: ClosedRange<Float>?

  public init(
    _ heightFactor: ClosedRange<Float>, _ widthFactor: ClosedRange<Float>? = nil,
    fillMode: FillMode = .reflect, interpolation: AffineInterpolation = .bilinear,
    seed: Int? = nil, fillValue: Float = 0, name: String? = nil
  ) {
    self.heightFactor = heightFactor
    self.widthFactor = widthFactor
    super.init(fillMode, fillValue, interpolation, seed: seed, name: name)
  }

  public convenience init(
    _ heightFactor: Float, _ widthFactor: Float? = nil, fillMode: FillMode = .reflect,
    interpolation: AffineInterpolation = .bilinear, seed: Int? = nil, fillValue: Float = 0,
    name: String? = nil
  ) {
    self.init(
      .around(heightFactor), widthFactor.map { .around($0) }, fillMode: fillMode,
      interpolation: interpolation, seed: seed, fillValue: fillValue, name: name)
  }

  override var kind: RandomMaps.Kind { .zoom(heightFactor, widthFactor) }

  override var mistake: ModelError? {
    Self.mistake("heightFactor", heightFactor, within: -1...1)
      ?? Self.mistake("widthFactor", widthFactor, within: -1...1)
  }
}

/// In training moves each image: down and to the right by positive parts of its sides.
///
/// - Source: `keras.layers.RandomTranslation`.
public final class RandomTranslation: RandomImages {
  /// In parts of the height.
  public let heightFactor: ClosedRange<Float>
  /// In parts of the width.
  public let widthFactor: ClosedRange<Float>

  public init(
    _ heightFactor: ClosedRange<Float>, _ widthFactor: ClosedRange<Float>,
    fillMode: FillMode = .reflect, interpolation: AffineInterpolation = .bilinear,
    seed: Int? = nil, fillValue: Float = 0, name: String? = nil
  ) {
    self.heightFactor = heightFactor
    self.widthFactor = widthFactor
    super.init(fillMode, fillValue, interpolation, seed: seed, name: name)
  }

  public convenience init(
    _ heightFactor: Float, _ widthFactor: Float, fillMode: FillMode = .reflect,
    interpolation: AffineInterpolation = .bilinear, seed: Int? = nil, fillValue: Float = 0,
    name: String? = nil
  ) {
    self.init(
      .around(heightFactor), .around(widthFactor), fillMode: fillMode,
      interpolation: interpolation, seed: seed, fillValue: fillValue, name: name)
  }

  override var kind: RandomMaps.Kind { .translation(heightFactor, widthFactor) }

  override var mistake: ModelError? {
    Self.mistake("heightFactor", heightFactor, within: -1...1)
      ?? Self.mistake("widthFactor", widthFactor, within: -1...1)
  }
}

extension ClosedRange<Float> {
  /// From minus a number to the number; everything for what is none, which no layer takes.
  static func around(_ number: Float) -> ClosedRange<Float> {
    number.isNaN ? -.infinity ... .infinity : -abs(number)...abs(number)
  }
}
