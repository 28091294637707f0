extension CorrelationMetric {
  /// Throws where one has counted whole rows, and the other numbers over everything, or other outputs.
  package func requireMergeable(_ other: Self) throws {
    guard moments.outputs.isEmpty || other.mean.isEmpty,
      mean.isEmpty || other.moments.outputs.isEmpty
    else {
      let kinds = ["one number a row", "rows of two numbers or more"]
      throw MetricError.merging(
        metric: Self.className, "what was correlated", found: kinds[mean.isEmpty ? 1 : 0],
        wanted: kinds[mean.isEmpty ? 0 : 1])
    }
    try moments.requireMergeable(other.moments, metric: Self.className)
  }
}

extension PearsonCorrelation: MergeCheckingMetric {}
extension ConcordanceCorrelation: MergeCheckingMetric {}
