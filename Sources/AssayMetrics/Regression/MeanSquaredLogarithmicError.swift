import AssayCore

/// The mean of the squared differences of logarithms.
///
///     value = Σ (ln(1 + pᵢ) − ln(1 + yᵢ))² / n
///
/// Labels and predictions below 1e-7 count as 1e-7. Each element counts.
///
/// - Shape: equal, but for a last axis of size 1. Weights: one a sample or one an element.
/// - Range: `0...`; lower is better
/// - Empty: `nil` until a pair has been counted.
/// - Precision: values are rounded to doubles, their sum is exact; merging in any order gives the same bits.
/// - Throws: ``MetricError`` for a NaN, a value that is not finite, shapes that differ; nothing is counted
///   then.
/// - Source: `keras.metrics.MeanSquaredLogarithmicError`.
public struct MeanSquaredLogarithmicError: ElementMetric {
  public static let direction: Direction? = .lowerIsBetter
  public static let name = "mean_squared_logarithmic_error"
  public static let summary = "mean of squared differences of logarithms"
  public static let aliases = ["msle", "MSLE"]

  var mean = SampleMean()

  public init() {}

  public init(arguments: MetricArguments) throws {
    try Self.check(arguments)
    self.init()
  }

  func value(_ label: Double, _ prediction: Double) -> Double {
    let difference = Double.log(1 + max(prediction, 1e-7)) - Double.log(1 + max(label, 1e-7))
    return label.isNaN || prediction.isNaN ? .nan : difference * difference
  }
}
