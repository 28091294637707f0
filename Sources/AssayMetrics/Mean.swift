import AssayCore

/// The mean of values that are at hand: a loss, a gradient's norm, an activation.
///
///     value = Σ wᵢ·xᵢ / Σ wᵢ
///
///     var mean = Mean()
///     try mean.update(values: Tensor([1, 3, 5, 7] as [Float]))
///     try mean.update(8)
///     mean.value  // 4.8
///
/// It has no labels and no predictions, so it is no ``Metric`` and has no place in `compile`. Each
/// element counts, whatever the sample it belongs to.
///
/// - Shape: any. Weights: one a sample or one an element.
/// - Empty: `nil` until an element has been counted.
/// - Precision: the exact sum, rounded once; merging in any order gives the same bits.
/// - Throws: ``MetricError`` for a value that is not finite; nothing is counted then.
/// - Source: `keras.metrics.Mean`, which gives each sample's own mean the same weight: it differs
///   where samples of different lengths follow each other.
public struct Mean: Sendable, Codable, Equatable {
  private var mean = WeightedMean()

  public init() {}

  public var value: Double? { mean.value }
  public var empty: Self { Self() }

  /// Counts every element of a batch.
  public mutating func update(values: Tensor, weights: Tensor? = nil) throws {
    try mean.add(.prediction, Batch(values: "Mean", values: values, weights: weights))
  }

  /// Counts one value.
  public mutating func update(_ value: Double, weight: Double = 1) throws {
    guard weight >= 0, weight < .infinity else {
      throw MetricError.weightOutOfRange(
        metric: "Mean", weight: weight, at: MetricError.Position(row: 0))
    }
    guard weight == 0 || (weight * value).isFinite else {
      throw MetricError.notFinite(
        metric: "Mean", label: nil, prediction: value, at: MetricError.Position(row: 0))
    }
    mean.add(value, weight: weight)
  }

  public mutating func merge(_ other: Self) { mean.merge(other.mean) }
}
