import AssayCore

/// The mean hinge loss of rows of scores against one-hot labels.
///
///     value = Σ max(0, 1 + max((1 − yᵢ)·pᵢ) − Σ yᵢ·pᵢ) / n
///
/// Each row of the last axis counts once.
///
/// - Shape: labels and predictions `[batch, …, classes]`. Weights: one a sample or one a row.
/// - Range: `0...`; lower is better
/// - Empty: `nil` until a row has been counted.
/// - Precision: values are rounded to doubles, their sum is exact; merging in any order gives the same bits.
/// - Throws: ``MetricError`` for a NaN, a value that is not finite, shapes that differ; nothing is counted
///   then.
/// - Source: `keras.metrics.CategoricalHinge`.
public struct CategoricalHinge: RowMetric {
  public static let direction: Direction? = .lowerIsBetter
  public static let name = "categorical_hinge"
  public static let summary = "mean hinge loss of rows of scores against one-hot labels"

  var mean = SampleMean()

  public init() {}

  public init(arguments: MetricArguments) throws {
    try Self.check(arguments)
    self.init()
  }

  func value(_ labels: Numbers, _ predictions: Numbers) -> Double {
    var positive = 0.0
    var negative = -Double.infinity
    for (y, p) in zip(labels, predictions) {
      positive += y * p
      negative = max(negative, (1 - y) * p)
    }
    return positive.isNaN ? .nan : max(0, 1 + negative - positive)
  }
}
