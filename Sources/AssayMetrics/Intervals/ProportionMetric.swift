/// A metric that is a share of elements counted right, so that an interval can be given.
///
///     var accuracy = SparseCategoricalAccuracy()
///     …
///     accuracy.interval()  // 0.9512...0.9794 at level 0.95
public protocol ProportionMetric: Metric {
  /// What has been counted.
  var tally: Tally { get }
}

extension ProportionMetric {
  public var value: Double? { tally.value }

  /// Where the share lies for data drawn like these, by Wilson's score interval.
  ///
  /// The elements are taken to be independent, which the pixels of an image or the steps of a
  /// sequence are not: there the true interval is wider.
  ///
  /// - Empty: `nil` while nothing has been counted, and where an element had a weight other than 0
  ///   and 1, as it then is not known how many observations there were.
  public func interval(level: Double) -> ConfidenceInterval? {
    guard !tally.isWeighted, tally.total > 0 else { return nil }
    return .wilson(correct: tally.correct, total: tally.total, level: level)
  }
}
