import AssayCore

/// The mean Poisson loss: predictions are expected counts.
///
///     value = Σ (pᵢ − yᵢ · ln(pᵢ + 1e-7)) / n
///
/// Each element counts: with several outputs a sample, each of them.
///
/// - Shape: equal, but for a last axis of size 1. Weights: one a sample or one an element.
/// - Range: any; lower is better
/// - Empty: `nil` until a pair has been counted.
/// - Precision: values are rounded to doubles, their sum is exact; merging in any order gives the same bits.
/// - Throws: ``MetricError`` for a NaN, a value that is not finite, shapes that differ; nothing is counted
///   then.
/// - Source: `keras.metrics.Poisson`.
public struct Poisson: ElementMetric {
  public static let direction: Direction? = .lowerIsBetter
  public static let name = "poisson"
  public static let summary = "mean of the Poisson loss of expected counts"

  var mean = SampleMean()

  public init() {}

  public init(arguments: MetricArguments) throws {
    try Self.check(arguments)
    self.init()
  }

  func value(_ label: Double, _ prediction: Double) -> Double {
    prediction - label * Double.log(prediction + 1e-7)
  }
}
