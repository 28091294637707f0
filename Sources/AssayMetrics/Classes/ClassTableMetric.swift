/// A figure over the margins of a table of labels against predictions.
///
/// One pass counts for all of them that read labels and predictions alike.
public protocol ClassTableMetric: SharedPassMetric where Counts == ClassCounts {
  /// Where the figure can lie.
  static var range: ClosedRange<Double> { get }

  /// The figure; `nil` where it is undefined. It does not depend on the scale of the margins.
  func figure(_ margins: ClassMargins) -> Double?
}

extension ClassTableMetric {
  public var value: Double? {
    let margins = counts.table.margins
    return margins.total > 0 ? figure(margins) : nil
  }

  /// Where the figure lies for data drawn like these, by the delta method over the table.
  ///
  /// The elements are taken to be independent. Weighted ones count as Kish's effective number.
  public func interval(level: Double) -> ConfidenceInterval? {
    counts.table.interval(level: level, within: Self.range, of: figure)
  }
}
