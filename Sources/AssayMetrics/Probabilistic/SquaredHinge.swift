import AssayCore

/// The mean squared hinge loss of two classes.
///
///     value = Σ max(1 − yᵢ·pᵢ, 0)² / n
///
/// Labels are 1 and -1, or 1 and 0: what a label means does not depend on the others of its batch. Each element counts.
///
/// - Shape: equal, but for a last axis of size 1. Weights: one a sample or one an element.
/// - Range: `0...`; lower is better
/// - Empty: `nil` until a pair has been counted.
/// - Precision: values are rounded to doubles, their sum is exact; merging in any order gives the same bits.
/// - Throws: ``MetricError`` for a NaN, a value that is not finite, shapes that differ; nothing is counted
///   then.
/// - Source: `keras.metrics.SquaredHinge`.
public struct SquaredHinge: ElementMetric {
  public static let direction: Direction? = .lowerIsBetter
  public static let name = "squared_hinge"
  public static let summary = "mean squared hinge loss of two classes"

  var mean = SampleMean()

  public init() {}

  public init(arguments: MetricArguments) throws {
    try Self.check(arguments)
    self.init()
  }

  func value(_ label: Double, _ prediction: Double) -> Double {
    guard label == 0 || label == 1 || label == -1 else { return .nan }
    let margin = max(1 - (label == 0 ? -1 : label) * prediction, 0)
    return margin * margin
  }
}
