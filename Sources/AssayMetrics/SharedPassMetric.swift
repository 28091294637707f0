import AssayCore

/// What the metrics of one family count, in one pass over the data.
///
/// Two accumulators whose ``empty`` are equal count the same, so one of them is enough for all the
/// metrics that read it.
public protocol Accumulator: Sendable, Codable, Equatable {
  /// The same configuration with nothing counted.
  var empty: Self { get }

  /// Counts one batch.
  ///
  /// - Parameters:
  ///   - metric: what errors call it.
  /// - Throws: ``MetricError``, and counts nothing.
  mutating func update(
    metric: String, labels: Tensor, predictions: Tensor, weights: Tensor?) throws

  /// Throws unless `other`, of the same configuration, has counted data of the same shape; by default
  /// any shape will do.
  ///
  /// - Parameters:
  ///   - metric: what errors call it.
  func requireMergeable(_ other: Self, metric: String) throws

  /// Adds what `other`, of the same configuration, has counted.
  mutating func merge(_ other: Self)
}

extension Accumulator {
  public func requireMergeable(_ other: Self, metric: String) throws {}
}

/// A metric that is a reading of counts which others read too: precision and recall, of the same
/// counts of hits and misses. A ``MetricSet`` counts once for all of them.
public protocol SharedPassMetric: CatalogMetric {
  associatedtype Counts: Accumulator
  var counts: Counts { get set }
}

extension SharedPassMetric {
  public var empty: Self {
    var copy = self
    copy.counts = counts.empty
    return copy
  }

  public mutating func update(labels: Tensor, predictions: Tensor, weights: Tensor?) throws {
    try counts.update(
      metric: Self.className, labels: labels, predictions: predictions, weights: weights)
  }

  /// Adds what `other`, of the same configuration, has counted.
  public mutating func merge(_ other: Self) {
    precondition(
      empty == other.empty, "\(Self.className): merging \(other.arguments) into \(arguments)")
    counts.merge(other.counts)
  }
}
