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
  /// Weighted ones count as Kish's effective number, (Σw)² / Σw².
  ///
  /// - Empty: `nil` while nothing has been counted.
  public func interval(level: Double) -> ConfidenceInterval? {
    value.flatMap { .wilson(share: $0, count: tally.effectiveCount, level: level) }
  }
}
