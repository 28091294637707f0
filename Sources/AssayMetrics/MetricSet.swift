import AssayCore
import Dispatch

/// Several metrics over the same data, each family of which counts once.
///
///     var set = MetricSet([("precision", Precision()), ("recall", Recall())])
///     try set.update(labels: y, predictions: p)  // one pass
///     set.metrics[0].metric.value
///
/// - Throws: of ``update(labels:predictions:weights:)``, ``MetricError``; then some of the metrics
///   may have counted the batch and others not.
public struct MetricSet: Sendable {
  /// A metric, or the place of the pass whose counts it reads.
  private struct Member: Sendable {
    let key: String
    var metric: any Metric
    let pass: Int?

    mutating func update(
      labels: Tensor, predictions: Tensor, weights: Tensor?, rowNumbers: [Int]?
    ) throws {
      guard let rowNumbers, var keyed = metric as? any RowKeyedMetric else {
        return try metric.update(labels: labels, predictions: predictions, weights: weights)
      }
      try keyed.update(
        labels: labels, predictions: predictions, weights: weights, rowNumbers: rowNumbers)
      metric = keyed
    }
  }

  private var members: [Member] = []
  private var passes: [any Accumulator] = []

  public init(_ metrics: [(key: String, metric: any Metric)]) {
    for (key, metric) in metrics {
      guard let sharing = metric as? any SharedPassMetric else {
        members.append(Member(key: key, metric: metric.empty, pass: nil))
        continue
      }
      let counts = sharing.emptyCounts
      let known = passes.firstIndex { counts.isEqual(to: $0) }
      if known == nil { passes.append(counts) }
      members.append(Member(key: key, metric: metric.empty, pass: known ?? passes.count - 1))
    }
  }

  /// Metrics with what they have counted.
  ///
  /// - Throws: ``MetricError/configuration(metric:)`` where two of one family have not counted the
  ///   same.
  init(counted metrics: [(key: String, metric: any Metric)]) throws {
    self.init(metrics)
    for (place, metric) in metrics.map(\.metric).enumerated() {
      guard let pass = members[place].pass, let sharing = metric as? any SharedPassMetric else {
        members[place].metric = metric
        continue
      }
      guard passes[pass].isEqual(to: passes[pass].emptied) || sharing.has(passes[pass]) else {
        throw MetricError.configuration(metric: metric.className)
      }
      passes[pass] = sharing.allCounts
    }
  }

  /// The metrics in their order, with everything that has been counted.
  public var metrics: [(key: String, metric: any Metric)] {
    members.map { member in
      guard let pass = member.pass, let sharing = member.metric as? any SharedPassMetric else {
        return (member.key, member.metric)
      }
      return (member.key, sharing.reading(passes[pass]))
    }
  }

  /// The same metrics with nothing counted.
  public var empty: MetricSet { MetricSet(members.map { ($0.key, $0.metric) }) }

  /// How many passes a batch takes.
  public var passCount: Int { passes.count + members.count { $0.pass == nil } }

  /// Whether the numbers of rows matter to one of the metrics.
  public var isRowKeyed: Bool { members.contains { $0.metric is any RowKeyedMetric } }

  /// Counts one batch.
  ///
  /// - Parameters:
  ///   - rowNumbers: what ``RowKeyedMetric/update(labels:predictions:weights:rowNumbers:)`` takes;
  ///     `nil` where rows follow those counted.
  public mutating func update(
    labels: Tensor, predictions: Tensor, weights: Tensor? = nil, rowNumbers: [Int]? = nil
  ) throws {
    let own = members.indices.filter { members[$0].pass == nil }
    let names = passes.indices.map { pass in
      members.first { $0.pass == pass }?.metric.className ?? ""
    }
    let count = passes.count + own.count
    try passes.withUnsafeMutableBufferPointer { passes in
      try members.withUnsafeMutableBufferPointer { members in
        let shared = Shared(passes: passes, members: members)
        try inTurn(count, isLarge: predictions.count * predictions.dtype.size >= 1 << 20) { place in
          if place < shared.passes.count {
            try shared.passes[place].update(
              metric: names[place], labels: labels, predictions: predictions, weights: weights)
          } else {
            try shared.members[own[place - shared.passes.count]].update(
              labels: labels, predictions: predictions, weights: weights, rowNumbers: rowNumbers)
          }
        }
      }
    }
  }

  /// What threads write, each at a place of its own.
  private struct Shared: @unchecked Sendable {
    let passes: UnsafeMutableBufferPointer<any Accumulator>
    let members: UnsafeMutableBufferPointer<Member>
  }

  /// Adds what another set of the same metrics has counted.
  ///
  /// - Throws: ``MetricError``, and changes nothing, where the metrics are not the same or have counted
  ///   data of another shape.
  public mutating func merge(_ other: MetricSet) throws {
    guard members.map(\.key) == other.members.map(\.key) else {
      throw MetricError.configuration(metric: members.map(\.key).joined(separator: ", "))
    }
    var merged = self
    for (mine, theirs) in zip(members, other.members) { try mine.metric.mergeable(theirs.metric) }
    for place in passes.indices {
      let metric = members.first { $0.pass == place }?.metric.className ?? ""
      try merged.passes[place].merge(checking: other.passes[place], as: metric)
    }
    for place in members.indices where members[place].pass == nil {
      try merged.members[place].metric.merge(any: other.members[place].metric)
    }
    self = merged
  }
}

/// Does pieces of work one after the other, or side by side where there is much to do.
///
/// - Throws: what the first piece that fails throws.
private func inTurn(
  _ count: Int, isLarge: Bool, _ body: @Sendable (_ place: Int) throws -> Void
) throws {
  guard isLarge, count > 1, processorCount > 1 else {
    for place in 0..<count { try body(place) }
    return
  }
  var errors = [(any Error)?](repeating: nil, count: count)
  errors.withUnsafeMutableBufferPointer { errors in
    let found = Found(errors: errors)
    DispatchQueue.concurrentPerform(iterations: count) { place in
      do { try body(place) } catch { found.errors[place] = error }
    }
  }
  if let error = errors.lazy.compactMap({ $0 }).first { throw error }
}

private struct Found: @unchecked Sendable {
  let errors: UnsafeMutableBufferPointer<(any Error)?>
}

extension Metric {
  /// The class, for errors.
  var className: String { "\(Self.self)" }
}

extension Equatable {
  func isEqual(to other: Any) -> Bool { (other as? Self) == self }
}

extension SharedPassMetric {
  fileprivate var emptyCounts: any Accumulator { counts.empty }
  fileprivate var allCounts: any Accumulator { counts }

  fileprivate func has(_ counts: any Accumulator) -> Bool { self.counts.isEqual(to: counts) }

  fileprivate func reading(_ counts: any Accumulator) -> any Metric {
    var copy = self
    if let counts = counts as? Counts { copy.counts = counts }
    return copy
  }
}

extension Accumulator {
  fileprivate var emptied: any Accumulator { empty }

  fileprivate mutating func merge(checking other: any Accumulator, as metric: String) throws {
    guard let other = other as? Self, other.empty == empty else {
      throw MetricError.configuration(metric: metric)
    }
    try requireMergeable(other, metric: metric)
    merge(other)
  }
}
