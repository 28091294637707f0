import AssayCore

/// The mean of the logarithms of the hyperbolic cosines of the differences.
///
///     value = Σ ln cosh(pᵢ − yᵢ) / n
///
/// Each element counts: with several outputs a sample, each of them.
///
/// - Shape: equal, but for a last axis of size 1. Weights: one a sample or one an element.
/// - Range: `0...`; lower is better
/// - Empty: `nil` until a pair has been counted.
/// - Precision: values are rounded to doubles, their sum is exact; merging in any order gives the same bits.
/// - Throws: ``MetricError`` for a NaN, a value that is not finite, shapes that differ; nothing is counted
///   then.
/// - Source: `keras.metrics.LogCoshError`.
public struct LogCoshError: ElementMetric {
  public static let direction: Direction? = .lowerIsBetter
  public static let name = "logcosh"
  public static let summary = "mean of the logarithm of the hyperbolic cosine of the difference"

  var mean = SampleMean()

  public init() {}

  public init(arguments: MetricArguments) throws {
    try Self.check(arguments)
    self.init()
  }

  func value(_ label: Double, _ prediction: Double) -> Double {
    let size = abs(prediction - label)
    return size + Double.log(1 + Double.exp(-2 * size)) - Double.log(2)
  }
}
