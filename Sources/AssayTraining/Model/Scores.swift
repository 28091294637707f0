import AssayMetrics

/// What `evaluate` found: the loss and the metrics, in the order of `compile`.
///
///     let scores = try model.evaluate(test)
///     scores.loss                        // 0.0851
///     scores["accuracy"]                 // 0.9722
///     scores.interval(of: "accuracy")    // 0.9499...0.9847
public struct Scores: Sendable, CustomStringConvertible {
  /// The figures by key, the loss first.
  public let logs: Logs
  /// The metrics themselves, which can be merged with those of other data.
  public let metrics: [(key: String, metric: any Metric)]
  /// The number of samples.
  public let samples: Int

  /// The mean loss over the samples.
  public var loss: Double { logs["loss"] ?? .nan }

  /// The figure called `key`; `nil` where there is none.
  public subscript(key: String) -> Double? { logs[key] }

  /// Where a proportion lies for data drawn like these; `nil` where the figure is no proportion.
  public func interval(of key: String, level: Double = 0.95) -> ConfidenceInterval? {
    let metric = metrics.first { $0.key == key }?.metric
    return (metric as? any ProportionMetric)?.interval(level: level)
  }

  public var description: String {
    logs.map { "\($0.key): \($0.value)" }.joined(separator: " - ")
  }
}
