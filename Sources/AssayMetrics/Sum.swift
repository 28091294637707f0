import AssayCore

/// The sum of values that are at hand.
///
///     value = Σ wᵢ·xᵢ
///
///     var sum = Sum()
///     try sum.update(values: Tensor([1, 3, 5, 7] as [Float]))
///     sum.value  // 16.0
///
/// It has no labels and no predictions, so it is no ``Metric`` and has no place in `compile`.
///
/// - Shape: any. Weights: one a sample or one an element.
/// - Empty: 0, which is the sum of nothing.
/// - Precision: the exact sum, rounded once; merging in any order gives the same bits.
/// - Throws: ``MetricError`` for a value that is not finite; nothing is counted then.
/// - Source: `keras.metrics.Sum`.
public struct Sum: Sendable, Codable, Equatable {
  private var mean = WeightedMean()

  public init() {}

  public var value: Double { mean.sum.value }
  public var empty: Self { Self() }

  /// Counts every element of a batch.
  public mutating func update(values: Tensor, weights: Tensor? = nil) throws {
    try mean.add(.prediction, Batch(values: "Sum", values: values, weights: weights))
  }

  public mutating func merge(_ other: Self) { mean.merge(other.mean) }
}
