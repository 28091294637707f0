import AssayCore

/// The mean of the absolute differences in percent of the label.
///
///     value = 100 · Σ |yᵢ − pᵢ| / max(|yᵢ|, 1e-7) / n
///
/// A label of 0 counts as 1e-7, so that one of them outweighs all others. Each element counts.
///
/// - Shape: equal, but for a last axis of size 1. Weights: one a sample or one an element.
/// - Range: `0...`; lower is better
/// - Empty: `nil` until a pair has been counted.
/// - Precision: values are rounded to doubles, their sum is exact; merging in any order gives the same bits.
/// - Throws: ``MetricError`` for a NaN, a value that is not finite, shapes that differ; nothing is counted
///   then.
/// - Source: `keras.metrics.MeanAbsolutePercentageError`.
public struct MeanAbsolutePercentageError: ElementMetric {
  public static let direction: Direction? = .lowerIsBetter
  public static let name = "mean_absolute_percentage_error"
  public static let summary = "mean of absolute differences in percent of the label"
  public static let aliases = ["mape", "MAPE"]

  var mean = SampleMean()

  public init() {}

  public init(arguments: MetricArguments) throws {
    try Self.check(arguments)
    self.init()
  }

  func value(_ label: Double, _ prediction: Double) -> Double {
    100 * abs(label - prediction) / max(abs(label), 1e-7)
  }
}
