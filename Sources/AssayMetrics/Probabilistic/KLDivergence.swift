import AssayCore

/// The mean Kullback-Leibler divergence of predicted distributions from those of the labels.
///
///     value = Σ Σ yᵢⱼ · ln(yᵢⱼ / pᵢⱼ) / n
///
/// Probabilities are kept within 1e-7...1. Each row of the last axis counts once.
///
/// - Shape: labels and predictions `[batch, …, classes]`. Weights: one a sample or one a row.
/// - Range: `0...`; lower is better
/// - Empty: `nil` until a row has been counted.
/// - Precision: values are rounded to doubles, their sum is exact; merging in any order gives the same bits.
/// - Throws: ``MetricError`` for a NaN, a value that is not finite, shapes that differ; nothing is counted
///   then.
/// - Source: `keras.metrics.KLDivergence`.
public struct KLDivergence: RowMetric {
  public static let direction: Direction? = .lowerIsBetter
  public static let name = "kl_divergence"
  public static let summary = "mean Kullback-Leibler divergence of rows of probabilities"

  var mean = SampleMean()

  public init() {}

  public init(arguments: MetricArguments) throws {
    try Self.check(arguments)
    self.init()
  }

  func value(_ labels: Numbers, _ predictions: Numbers) -> Double {
    zip(labels, predictions).reduce(0) { sum, pair in
      let (y, p) = (min(max(pair.0, 1e-7), 1), min(max(pair.1, 1e-7), 1))
      return pair.0.isNaN || pair.1.isNaN ? .nan : sum + y * Double.log(y / p)
    }
  }
}
