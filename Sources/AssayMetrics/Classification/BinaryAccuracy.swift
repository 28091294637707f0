import AssayCore

/// The share of elements on the right side of a threshold.
///
///     value = Σ [(pᵢ > threshold) = yᵢ] / n
///
///     var accuracy = BinaryAccuracy()
///     try accuracy.update(
///       labels: Tensor([1, 1, 0, 0] as [Int]), predictions: Tensor([0.98, 1, 0, 0.6] as [Float]))
///     accuracy.value  // 0.75
///
/// The threshold 0.5 is for probabilities; for logits it is 0. A prediction at the threshold is
/// class 0. Each element counts: with several outputs a sample, each of them.
///
/// - Shape: equal, but for a last axis of size 1.
/// - Range: `0...1`; higher is better.
/// - Empty: `nil` until an element has been counted.
/// - Throws: ``MetricError`` for a label other than 0 and 1, a NaN, shapes that differ; nothing is
///   counted then.
/// - Source: `keras.metrics.BinaryAccuracy`, which counts every label other than 0 and 1 as a miss,
///   and a NaN as class 0.
public struct BinaryAccuracy: ProportionMetric, CatalogMetric {
  public static let direction: Direction? = .higherIsBetter
  public static let name = "binary_accuracy"
  public static let summary = "share of elements on the right side of a threshold"
  public static let parameters = [
    MetricParameter("threshold", default: "0.5", "predictions greater than this are class 1")
  ]

  /// Predictions greater than this are class 1. Compared in the type of the predictions.
  public let threshold: Double
  public private(set) var tally = Tally()

  public init(threshold: Double = 0.5) {
    precondition(threshold.isFinite, "BinaryAccuracy: threshold \(threshold) is not finite")
    self.threshold = threshold
  }

  public init(arguments: MetricArguments) throws {
    try Self.check(arguments)
    self.init(threshold: try arguments.number("threshold", default: 0.5))
  }

  public var empty: Self { Self(threshold: threshold) }
  public var arguments: [String: MetricArgument] { ["threshold": .number(threshold)] }

  public mutating func update(labels: Tensor, predictions: Tensor, weights: Tensor?) throws {
    var batch = try Batch(
      pairs: "BinaryAccuracy", labels: labels, predictions: predictions, weights: weights)
    batch.threshold = predictions.dtype == .float32 ? Double(Float(threshold)) : threshold
    try tally.add(.binary, batch)
  }

  public mutating func merge(_ other: Self) {
    precondition(
      threshold == other.threshold,
      "BinaryAccuracy: merging threshold \(other.threshold) into threshold \(threshold)")
    tally.merge(other.tally)
  }
}

extension BinaryAccuracy: Codable {
  private enum CodingKeys: String, CodingKey { case threshold, tally }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    threshold = try container.decode(Double.self, forKey: .threshold)
    tally = try container.decode(Tally.self, forKey: .tally)
    guard threshold.isFinite else {
      throw DecodingError.dataCorruptedError(
        forKey: .threshold, in: container, debugDescription: "threshold \(threshold) is not finite")
    }
  }
}
