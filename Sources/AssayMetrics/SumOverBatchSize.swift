import AssayCore

/// The weighted sum of values that are at hand, over how many there were, whatever their weights.
///
///     value = Σ wᵢ·xᵢ / n
///
///     var mean = SumOverBatchSize()
///     try mean.update(
///       values: Tensor([1, 3, 5, 7] as [Float]), weights: Tensor([1, 1, 0, 0] as [Float]))
///     mean.value  // 1.0, where Mean has 2
///
/// It has no labels and no predictions, so it is no ``Metric`` and has no place in `compile`. A value of
/// weight 0 is not looked at, but is one of the n.
///
/// - Shape: any. Weights: one a sample or one an element.
/// - Empty: `nil` until an element has been counted.
/// - Precision: the exact sum, rounded once; merging in any order gives the same bits.
/// - Throws: ``MetricError`` for a value that is not finite; nothing is counted then.
/// - Source: `SumOverBatchSize` of Keras 2.
public struct SumOverBatchSize: Sendable, Equatable {
  private var mean = WeightedMean()
  private var count = 0

  public init() {}

  public var value: Double? { count == 0 ? nil : mean.sum.value / Double(count) }
  public var empty: Self { Self() }

  /// Counts every element of a batch.
  public mutating func update(values: Tensor, weights: Tensor? = nil) throws {
    try mean.add(.prediction, Batch(values: "SumOverBatchSize", values: values, weights: weights))
    count += values.count
  }

  public mutating func merge(_ other: Self) {
    mean.merge(other.mean)
    count += other.count
  }
}

extension SumOverBatchSize: Codable {
  private enum CodingKeys: String, CodingKey { case mean, count }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    mean = try container.decode(WeightedMean.self, forKey: .mean)
    count = try container.decodeCount(forKey: .count)
  }
}
