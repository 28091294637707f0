/// The greatest specificity among the thresholds whose sensitivity is at least the one given.
///
///     let metric = SpecificityAtSensitivity(sensitivity: 0.5)
///
/// - Shape: equal, but for a last axis of size 1; or class indices against rows of scores.
/// - Range: `0...1`; higher is better.
/// - Empty: `nil` where no threshold has such a sensitivity; Keras prints 0.
/// - Precision: among `numThresholds` thresholds, evenly from 0 to 1; as there is none below 0, a
///   prediction of 0 is never positive.
/// - Throws: ``MetricError`` for a label other than 0 and 1, a NaN, shapes that differ.
/// - Source: `keras.metrics.SpecificityAtSensitivity`; `fromLogits` is Assay's own.
public struct SpecificityAtSensitivity: ConstrainedMetric {
  public static let direction: Direction? = .higherIsBetter
  public static let name = "specificity_at_sensitivity"
  public static let summary = "greatest specificity at a sensitivity of at least the one given"
  static let constraint = "sensitivity"
  public static let parameters = constrainedParameters

  /// The least sensitivity.
  public let sensitivity: Double
  public var counts: ThresholdCounts
  var least: Double { sensitivity }

  public init(
    sensitivity: Double, numThresholds: Int = 200, classID: Int? = nil, fromLogits: Bool = false
  ) {
    self.init(
      least: sensitivity,
      counts: Self.counts(numThresholds: numThresholds, classID: classID, fromLogits: fromLogits))
  }

  init(least: Double, counts: ThresholdCounts) {
    precondition(
      (0...1).contains(least), "SpecificityAtSensitivity: sensitivity \(least) is not in 0...1")
    sensitivity = least
    self.counts = counts
  }

  static func constrained(_ cells: ThresholdCounts.Cells) -> Double? { cells.sensitivity }
  static func dependent(_ cells: ThresholdCounts.Cells) -> Double? { cells.specificity }
}
