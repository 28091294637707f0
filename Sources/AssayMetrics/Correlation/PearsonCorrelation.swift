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
/// - Source: `keras.metrics.PearsonCorrelation`.
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

  static func influence(_ moments: CentralMoments, value: Double) -> PairInfluence? {
    // Of the predictions' spread v = u − e.
    let spread = moments.uu - 2 * moments.ue + moments.ee
    guard moments.uu > 0, spread > 0 else { return nil }
    let scale = 1 / (moments.uu * spread).squareRoot()
    let half = value / 2
    return PairInfluence(
      a: scale - half / moments.uu - half / spread, b: -scale + 2 * half / spread,
      c: -half / spread)
  }

  static func correlation(
    labels: Double, predictions: Double, products: Double, difference: Double
  ) -> Double? {
    guard labels > 0, predictions > 0 else { return nil }
    return min(max(products / (labels.squareRoot() * predictions.squareRoot()), -1), 1)
  }
}
