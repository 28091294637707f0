/// The greatest sensitivity among the thresholds whose specificity is at least the one given.
///
///     let metric = SensitivityAtSpecificity(specificity: 0.5)
///
/// - Shape: equal, but for a last axis of size 1; or class indices against rows of scores.
/// - Range: `0...1`; higher is better.
/// - Empty: `nil` where no threshold has such a specificity; Keras prints 0.
/// - Precision: among `numThresholds` thresholds, evenly from 0 to 1; as there is none below 0, a
///   prediction of 0 is never positive.
/// - Throws: ``MetricError`` for a label other than 0 and 1, a NaN, shapes that differ.
/// - Source: `keras.metrics.SensitivityAtSpecificity`; `fromLogits` is Assay's own.
public struct SensitivityAtSpecificity: ConstrainedMetric {
  public static let direction: Direction? = .higherIsBetter
  public static let name = "sensitivity_at_specificity"
  public static let summary = "greatest sensitivity at a specificity of at least the one given"
  static let constraint = "specificity"
  public static let parameters = constrainedParameters

  /// The least specificity.
  public let specificity: Double
  public var counts: ThresholdCounts
  var least: Double { specificity }

  public init(
    specificity: Double, numThresholds: Int = 200, classID: Int? = nil, fromLogits: Bool = false
  ) {
    self.init(
      least: specificity,
      counts: Self.counts(numThresholds: numThresholds, classID: classID, fromLogits: fromLogits))
  }

  init(least: Double, counts: ThresholdCounts) {
    precondition(
      (0...1).contains(least), "SensitivityAtSpecificity: specificity \(least) is not in 0...1")
    specificity = least
    self.counts = counts
  }

  static func constrained(_ cells: ThresholdCounts.Cells) -> Double? { cells.specificity }
  static func dependent(_ cells: ThresholdCounts.Cells) -> Double? { cells.sensitivity }
}
