import AssayCore

/// The mean of the absolute differences between labels and predictions.
///
///     value = Σ |yᵢ − pᵢ| / n
///
///     var mae = MeanAbsoluteError()
///     try mae.update(labels: Tensor([1, 2] as [Float]), predictions: Tensor([0, 0] as [Float]))
///     mae.value  // 1.5
///
/// Each element counts: with several outputs a sample, each of them.
///
/// - Shape: equal, but for a last axis of size 1. Weights: one a sample or one an element.
/// - Unit: the labels' unit. Range `0...`; lower is better.
/// - Empty: `nil` until an element has been counted.
/// - Precision: each difference is rounded to a double; their sizes are summed
///   exactly and rounded once; merging in any order gives the same bits.
/// - Throws: ``MetricError`` for a NaN, a difference that is not finite, shapes that differ; nothing
///   is counted then.
/// - Source: `keras.metrics.MeanAbsoluteError`, which gives each batch of rank 1 the weight of one
///   sample.
public struct MeanAbsoluteError: ValueMetric {
  public static let direction: Direction? = .lowerIsBetter
  public static let name = "mean_absolute_error"
  public static let summary = "mean of absolute differences"
  public static let aliases = ["mae", "MAE"]

  var mean = SampleMean()

  public init() {}

  public init(arguments: MetricArguments) throws {
    try Self.check(arguments)
    self.init()
  }

  public mutating func update(labels: Tensor, predictions: Tensor, weights: Tensor?) throws {
    try mean.add(
      .absoluteError,
      Batch(
        pairs: "MeanAbsoluteError", labels: labels, predictions: predictions, weights: weights))
  }
}
