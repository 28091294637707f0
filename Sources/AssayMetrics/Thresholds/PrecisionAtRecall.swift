/// The greatest precision among the thresholds whose recall is at least the one given.
///
///     let metric = PrecisionAtRecall(recall: 0.5)
///
/// - Shape: equal, but for a last axis of size 1; or class indices against rows of scores.
/// - Range: `0...1`; higher is better.
/// - Empty: `nil` where no threshold has such a recall; Keras prints 0.
/// - Precision: among `numThresholds` thresholds, evenly from 0 to 1; as there is none below 0, a
///   prediction of 0 is never positive.
/// - Throws: ``MetricError`` for a label other than 0 and 1, a NaN, shapes that differ.
/// - Source: `keras.metrics.PrecisionAtRecall`; `fromLogits` is Assay's own.
public struct PrecisionAtRecall: ConstrainedMetric {
  public static let direction: Direction? = .higherIsBetter
  public static let name = "precision_at_recall"
  public static let summary = "greatest precision at a recall of at least the one given"
  static let constraint = "recall"
  public static let parameters = constrainedParameters

  /// The least recall.
  public let recall: Double
  public var counts: ThresholdCounts
  var least: Double { recall }

  public init(
    recall: Double, numThresholds: Int = 200, classID: Int? = nil, fromLogits: Bool = false
  ) {
    self.init(
      least: recall,
      counts: Self.counts(numThresholds: numThresholds, classID: classID, fromLogits: fromLogits))
  }

  init(least: Double, counts: ThresholdCounts) {
    precondition((0...1).contains(least), "PrecisionAtRecall: recall \(least) is not in 0...1")
    recall = least
    self.counts = counts
  }

  static func constrained(_ cells: ThresholdCounts.Cells) -> Double? { cells.sensitivity }
  static func dependent(_ cells: ThresholdCounts.Cells) -> Double? { cells.precision }
}
