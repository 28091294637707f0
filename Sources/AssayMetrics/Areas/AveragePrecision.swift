/// Precision at each score, from the greatest down, averaged by the recall gained there.
///
///     var metric = AveragePrecision()
///     try metric.update(
///       labels: Tensor([0, 0, 1, 1] as [Int]),
///       predictions: Tensor([0.0001, 0.0002, 0.0003, 0.0004] as [Float]))
///     metric.value  // 1.0
///
/// Every score is kept, so there are no thresholds to fall between: 4 bytes a row of `float32` scores, 8
/// of others, 16 with weights other than 0 and 1, and as much again while it is read.
///
/// Of class indices against rows of scores, one class against the rest and the mean over the classes;
/// with `multiLabel` a column is a question of its own. A class that has only one kind of label is left
/// out, and ``notes`` says so.
///
/// - Shape: equal, but for a last axis of size 1; or class indices against `[batch, classes]`.
/// - Range: `0...1`; higher is better. Scores may be of any range.
/// - Empty: `nil` until labels of both kinds have been counted.
/// - Precision: exact sums of correctly rounded quotients; merging in any order gives the same bits.
/// - Throws: ``MetricError`` for a label other than 0 and 1, a NaN, shapes that differ.
/// - Source: scikit-learn's `average_precision_score`.
public struct AveragePrecision: AreaMetric {
  public static let direction: Direction? = .higherIsBetter
  public static let name = "average_precision"
  public static let aliases = ["average-precision"]
  public static let summary = "mean of precision over the recall gained at each score"
  public static let isGrowing = true
  public static let isInKeras = false
  public static let parameters = [
    MetricParameter("multi_label", default: "false", "an area a column, and their mean")
  ]

  public var counts: ScoreColumns

  public init(multiLabel: Bool = false) {
    counts = ScoreColumns(multiLabel ? .byColumn : .single)
  }

  public init(arguments: MetricArguments) throws {
    try Self.check(arguments)
    self.init(multiLabel: try arguments.bool("multi_label", default: false))
  }

  static func area(_ scores: RankedScores) -> Double? { scores.averagePrecision }

  /// On the logit scale, as if of a share of the labels 1.
  ///
  /// - Source: Boyd, Eng and Page, "Area under the precision-recall curve: point estimates and confidence
  ///   intervals" (2013).
  static func interval(_ scores: RankedScores, level: Double) -> ConfidenceInterval? {
    guard let area = scores.averagePrecision, area > 0, area < 1 else { return nil }
    let logit = Double.log(area / (1 - area))
    let ones = scores.effectiveCounts.ones
    let half =
      -Normal.quantile((1 - level) / 2) / (ones * area * (1 - area)).squareRoot()
    func share(_ logit: Double) -> Double { 1 / (1 + Double.exp(-logit)) }
    return ConfidenceInterval(low: share(logit - half), high: share(logit + half), level: level)
  }
}
