import AssayCore

/// How nearly labels and predictions lie on a straight line, by Pearson's coefficient.
///
///     value = Σ w·(y − mean y)·(p − mean p) / √(Σ w·(y − mean y)² · Σ w·(p − mean p)²)
///
/// Where each sample has one number, or along axis 0, it is the correlation over everything counted,
/// whatever the batches: Keras averages those of batches, and has NaN for `[batch, 1]` along axis -1.
/// Where the last axis has two numbers or more, it is the mean of the correlations within rows.
///
/// - Shape: equal, but for a last axis of size 1. Weights: one a sample or one an element; within rows
///   one a sample or one a row.
/// - Range: `-1...1`; higher is better.
/// - Empty: `nil` until two different labels and two different predictions have been counted.
/// - Precision: from exact sums, in 106 bits; merging in any order gives the same bits.
/// - Throws: ``MetricError`` for a NaN, shapes that differ, within rows for one whose labels or
///   predictions are all equal.
/// - Source: `keras.metrics.PearsonCorrelation`; the interval by Fisher's transform (1921), where samples
///   have one number and no weights.
public struct PearsonCorrelation: CorrelationMetric {
  public static let direction: Direction? = .higherIsBetter
  public static let name = "pearson_correlation"
  public static let aliases = ["pearson"]
  public static let summary = "how nearly labels and predictions lie on a straight line"
  public static let parameters = [axisParameter]

  public let axis: Int
  var moments = PairMoments()
  var mean = SampleMean()

  public init(axis: Int = -1) {
    precondition(axis >= -1, "PearsonCorrelation: axis \(axis); wanted -1 or more")
    self.axis = axis
  }

  public init(arguments: MetricArguments) throws { axis = try Self.axis(arguments) }

  public func interval(level: Double) -> ConfidenceInterval? {
    guard moments.outputs.count == 1 else { return mean.interval(level: level) }
    let sums = moments.outputs[0]
    guard sums.otherWeights.isZero, sums.count > 3, let value, abs(value) < 1 else { return nil }
    let centre = (Double.log(1 + value) - Double.log(1 - value)) / 2
    let half = -Normal.quantile((1 - level) / 2) / Double(sums.count - 3).squareRoot()
    func coefficient(_ z: Double) -> Double { 1 - 2 / (Double.exp(2 * z) + 1) }
    return ConfidenceInterval(
      low: coefficient(centre - half), high: coefficient(centre + half), level: level)
  }

  static func correlation(
    labels: Double, predictions: Double, products: Double, difference: Double
  ) -> Double? {
    guard labels > 0, predictions > 0 else { return nil }
    return min(max(products / (labels.squareRoot() * predictions.squareRoot()), -1), 1)
  }
}
