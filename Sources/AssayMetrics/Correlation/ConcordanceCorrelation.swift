import AssayCore

/// How nearly predictions equal labels, by Lin's coefficient.
///
///     value = 2·covariance / (variance of y + variance of p + (mean y − mean p)²)
///
/// It is ``PearsonCorrelation`` less what a wrong mean or scale of the predictions costs. Over what it
/// is taken, and what Keras does instead, is as there.
///
/// - Shape: as ``PearsonCorrelation``.
/// - Range: `-1...1`; higher is better.
/// - Empty: `nil` until two labels or predictions that are not all equal have been counted.
/// - Precision: from exact sums, in 106 bits; merging in any order gives the same bits.
/// - Throws: as ``PearsonCorrelation``.
/// - Source: `keras.metrics.ConcordanceCorrelation`, which adds 1e-7 to the denominator; Lin (1989).
public struct ConcordanceCorrelation: CorrelationMetric {
  public static let direction: Direction? = .higherIsBetter
  public static let name = "concordance_correlation"
  public static let aliases = ["concordance"]
  public static let summary = "how nearly predictions equal labels, by Lin's coefficient"
  public static let parameters = [axisParameter]

  public let axis: Int
  var moments = PairMoments()
  var mean = SampleMean()

  public init(axis: Int = -1) {
    precondition(axis >= -1, "ConcordanceCorrelation: axis \(axis); wanted -1 or more")
    self.axis = axis
  }

  public init(arguments: MetricArguments) throws { axis = try Self.axis(arguments) }

  static func influence(_ moments: CentralMoments, value: Double) -> PairInfluence? {
    let whole =
      2 * moments.uu - 2 * moments.ue + moments.ee + moments.difference * moments.difference
    guard whole > 0 else { return nil }
    return PairInfluence(
      a: (2 - 2 * value) / whole, b: (2 * value - 2) / whole, c: -value / whole,
      f: -2 * value * moments.difference / whole)
  }

  static func correlation(
    labels: Double, predictions: Double, products: Double, difference: Double
  ) -> Double? {
    let whole = labels + predictions + difference * difference
    return whole > 0 ? min(max(2 * products / whole, -1), 1) : nil
  }
}
