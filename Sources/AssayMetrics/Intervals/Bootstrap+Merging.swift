extension Bootstrap: MergeCheckingMetric {
  package func requireMergeable(_ other: Self) throws {
    guard seed == other.seed, replicates.count == other.replicates.count else {
      throw MetricError.configuration(metric: "Bootstrap of \(Base.self)")
    }
    try metric.mergeable(other.metric)
    for (mine, theirs) in zip(replicates, other.replicates) { try mine.mergeable(theirs) }
  }
}
