/// A metric that says itself what cannot be merged into it.
package protocol MergeCheckingMetric: Metric {
  /// Throws unless `other` has the same configuration and has counted data of the same shape.
  func requireMergeable(_ other: Self) throws
}

extension Metric {
  /// Adds what another metric has counted.
  ///
  /// - Throws: ``MetricError``, and changes nothing, where it is of another class, has other arguments and
  ///   says so, or has counted data of another shape.
  public mutating func merge(any other: any Metric) throws {
    merge(try mergeable(other))
  }

  /// The other metric, where it can be merged into this one.
  @discardableResult
  func mergeable(_ other: any Metric) throws -> Self {
    guard let other = other as? Self, isAlike(other) else {
      throw MetricError.configuration(metric: className)
    }
    try (self as? any MergeCheckingMetric)?.check(other)
    try (self as? any SharedPassMetric)?.checkCounts(other)
    return other
  }

  private func isAlike(_ other: Self) -> Bool {
    guard let mine = empty as? any Equatable else { return true }
    return mine.isEqual(to: other.empty)
  }
}

extension MergeCheckingMetric {
  fileprivate func check(_ other: any Metric) throws {
    if let other = other as? Self { try requireMergeable(other) }
  }
}

extension SharedPassMetric {
  fileprivate func checkCounts(_ other: any Metric) throws {
    guard let other = other as? Self else { return }
    try counts.requireMergeable(other.counts, metric: Self.className)
  }
}

extension MetricError {
  /// What was counted has another shape than what it is merged into.
  static func merging(
    metric: String, _ name: String, found: some CustomStringConvertible,
    wanted: some CustomStringConvertible
  ) -> MetricError {
    .argument(
      metric: metric, name: name, found: "\(found)",
      wanted: "\(wanted), as in what it is merged into")
  }
}
