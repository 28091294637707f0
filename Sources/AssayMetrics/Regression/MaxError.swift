import AssayCore

/// The greatest absolute difference between a label and its prediction.
///
///     value = max |yᵢ − pᵢ|
///
/// A weight only says whether a pair counts: 0 leaves it out.
///
/// - Shape: equal, but for a last axis of size 1. Weights: one a sample or one an element.
/// - Unit: the labels'. Range `0...`; lower is better.
/// - Empty: `nil` until a pair has been counted.
/// - Throws: ``MetricError`` for a NaN, a difference that is not finite, shapes that differ.
/// - Source: scikit-learn's `max_error`.
public struct MaxError: CatalogMetric {
  public static let direction: Direction? = .lowerIsBetter
  public static let name = "max_error"
  public static let aliases = ["max-error"]
  public static let summary = "greatest absolute difference"
  public static let isInKeras = false

  public private(set) var value: Double?

  public init() {}

  public init(arguments: MetricArguments) throws {
    try Self.check(arguments)
    self.init()
  }

  public var empty: Self { Self() }

  public mutating func update(labels: Tensor, predictions: Tensor, weights: Tensor?) throws {
    let batch = try Batch(
      pairs: Self.className, labels: labels, predictions: predictions, weights: weights)
    try batch.requirePairs { y, p, _ in (y - p).isFinite }
    for start in stride(from: 0, to: batch.rows, by: 4096) {
      let pairs = batch.block(start, count: min(4096, batch.rows - start))
      for place in pairs.labels.indices where pairs.weights?[place] != 0 {
        value = max(value ?? 0, abs(pairs.labels[place] - pairs.predictions[place]))
      }
    }
  }

  public mutating func merge(_ other: Self) {
    if let greatest = other.value { value = max(value ?? 0, greatest) }
  }

  private enum CodingKeys: String, CodingKey { case value }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    value = try container.decodeIfPresent(Double.self, forKey: .value)
    guard value.map({ $0 >= 0 && $0.isFinite }) ?? true else {
      throw DecodingError.dataCorruptedError(
        forKey: .value, in: container,
        debugDescription: "a greatest error of \(value ?? 0) is below 0; the state is damaged")
    }
  }
}
