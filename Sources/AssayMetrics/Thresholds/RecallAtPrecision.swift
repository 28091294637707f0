/// The greatest recall among the thresholds whose precision is at least the one given.
///
///     let metric = RecallAtPrecision(precision: 0.5)
///
/// - Shape: equal, but for a last axis of size 1; or class indices against rows of scores.
/// - Range: `0...1`; higher is better.
/// - Empty: `nil` where no threshold has such a precision; Keras prints 0.
/// - Precision: among `numThresholds` thresholds, evenly from 0 to 1; as there is none below 0, a
///   prediction of 0 is never positive.
/// - Throws: ``MetricError`` for a label other than 0 and 1, a NaN, shapes that differ.
/// - Source: `keras.metrics.RecallAtPrecision`; `fromLogits` is Assay's own.
public struct RecallAtPrecision: ConstrainedMetric {
  public static let direction: Direction? = .higherIsBetter
  public static let name = "recall_at_precision"
  public static let summary = "greatest recall at a precision of at least the one given"
  static let constraint = "precision"
  public static let parameters = constrainedParameters

  /// The least precision.
  public let precision: Double
  public var counts: ThresholdCounts
  var least: Double { precision }

  public init(
    precision: Double, numThresholds: Int = 200, classID: Int? = nil, fromLogits: Bool = false
  ) {
    self.init(
      least: precision,
      counts: Self.counts(numThresholds: numThresholds, classID: classID, fromLogits: fromLogits))
  }

  init(least: Double, counts: ThresholdCounts) {
    precondition((0...1).contains(least), "RecallAtPrecision: precision \(least) is not in 0...1")
    precision = least
    self.counts = counts
  }

  static func constrained(_ cells: ThresholdCounts.Cells) -> Double? { cells.precision }
  static func dependent(_ cells: ThresholdCounts.Cells) -> Double? { cells.sensitivity }
}
