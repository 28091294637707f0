import AssayCore

/// The mean of the differences, with their sign: whether predictions are too great.
///
///     value = Σ (pᵢ − yᵢ) / n
///
/// Each element counts: with several outputs a sample, each of them.
///
/// - Shape: equal, but for a last axis of size 1. Weights: one a sample or one an element.
/// - Range: any; 0 is best
/// - Empty: `nil` until a pair has been counted.
/// - Precision: values are rounded to doubles, their sum is exact; merging in any order gives the same bits.
/// - Throws: ``MetricError`` for a NaN, a value that is not finite, shapes that differ; nothing is counted
///   then.
/// - Source: the usual definition; Keras has none.
public struct MeanBiasError: ElementMetric {
  public static let direction: Direction? = nil
  public static let name = "mean_bias_error"
  public static let summary = "mean of the differences with their sign"
  public static let aliases = ["mean-bias-error"]
  public static let isInKeras = false

  var mean = SampleMean()

  public init() {}

  public init(arguments: MetricArguments) throws {
    try Self.check(arguments)
    self.init()
  }

  func value(_ label: Double, _ prediction: Double) -> Double { prediction - label }
}
