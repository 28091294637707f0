import AssayCore

/// The share of the labels' variance that is gone from the differences between labels and predictions.
///
///     value = 1 − Σ w·(d − mean of d)² / Σ w·(y − mean of y)², d = y − p
///
/// It is ``R2Score`` where predictions are right on average, and greater where they are not: a
/// constant error costs nothing.
///
/// - Shape: equal, but for a last axis of size 1; the last axis counts outputs where there are two axes
///   or more. Weights: one a sample or one an element.
/// - Range: up to 1; higher is better.
/// - Empty: `nil` until a pair has been counted. Where all labels are equal it is 1 if all differences
///   are, else `nil`; scikit-learn has 0.
/// - Precision: from exact sums, in 106 bits; merging in any order gives the same bits.
/// - Throws: ``MetricError`` for a NaN, a square that is not finite, shapes that differ.
/// - Source: scikit-learn's `explained_variance_score`.
public struct ExplainedVariance: SpreadMetric {
  public static let direction: Direction? = .higherIsBetter
  public static let name = "explained_variance"
  public static let aliases = ["explained-variance"]
  public static let summary = "share of the labels' variance that is gone from the differences"
  public static let isInKeras = false
  public static let parameters = [OutputAggregation.parameter]

  public let classAggregation: OutputAggregation
  public var counts = PairMoments()

  public init(classAggregation: OutputAggregation = .uniformAverage) {
    self.classAggregation = classAggregation
  }

  public init(arguments: MetricArguments) throws {
    try Self.check(arguments)
    classAggregation = try OutputAggregation(arguments)
  }

  public var arguments: [String: MetricArgument] {
    ["class_aggregation": classAggregation.argument]
  }

  public static let missesMean = false
  public static func missed(_ sums: PairSums) -> Double { sums.differenceSpread }

  public var value: Double? { result.figures.count == 1 ? result.figures[0] : nil }
  public var result: MetricValue { aggregated { $0 } }
}
