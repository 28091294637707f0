/// The area under the ROC curve, exactly: how often a label 1 has a greater score than a label 0, a tie counting half.
///
///     var metric = ExactAUC()
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
/// - Precision: without weights pairs are counted as integers and divided once; merging in any order gives the same bits.
/// - Throws: ``MetricError`` for a label other than 0 and 1, a NaN, shapes that differ.
/// - Source: Hanley and McNeil (1982); scikit-learn's `roc_auc_score`.
public struct ExactAUC: AreaMetric {
  public static let direction: Direction? = .higherIsBetter
  public static let name = "auc_exact"
  public static let aliases = ["auc-exact"]
  public static let summary = "area under the ROC curve from every score, no thresholds"
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

  static func area(_ scores: RankedScores) -> Double? { scores.roc }

  /// By DeLong's standard error; weighted samples count as Kish's effective number.
  static func interval(_ scores: RankedScores, level: Double) -> ConfidenceInterval? {
    guard let area = scores.roc, let error = scores.standardError else { return nil }
    let half = -Normal.quantile((1 - level) / 2) * error
    return ConfidenceInterval(low: area - half, high: area + half, level: level).within(0...1)
  }
}
