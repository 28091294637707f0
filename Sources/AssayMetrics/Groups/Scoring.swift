import AssayCore

/// Several metrics over all rows, and over each group of rows, in one pass.
///
///     var scoring = Scoring(metrics: [("accuracy", BinaryAccuracy(), [])], isGrouped: true)
///     try scoring.update(labels: y, predictions: p, groups: ["a", "b", "a"])
///     scoring.groups.map(\.name)  // ["a", "b"]
///
/// Scorings of shards merge to what one pass over all of them gives, to the last bit; ``MetricState``
/// keeps one in a file.
public struct Scoring: Sendable {
  /// A metric that was asked for, and why it is this one.
  public struct Asked: Sendable {
    public let key: String
    /// The metric, with nothing counted.
    public let metric: any Metric
    public internal(set) var because: [String]
  }

  /// A metric with what it has counted.
  public struct Scored: Sendable {
    public let key: String
    public let metric: any Metric
    public let because: [String]
    /// The metric that was asked for; `metric` may be a ``Bootstrap`` of it, or it over samples.
    public let asked: any Metric
  }

  /// The figures of one group.
  public struct Group: Sendable {
    public let name: String
    public let samples: Int
    public let metrics: [Scored]
  }

  struct Part {
    var samples = 0
    var set: MetricSet
  }

  public internal(set) var asked: [Asked]
  public let over: Over
  public let isGrouped: Bool
  /// The level of the intervals that were asked for.
  public let interval: Double?
  /// The number, in all the data, of the first row counted.
  private let firstRow: Int

  var all: Part
  var parts: [String: Part] = [:]

  /// - Parameters:
  ///   - metrics: under keys of their own.
  ///   - isGrouped: whether every row has a group.
  ///   - interval: the level of intervals that will be asked for; metrics that need it are counted over
  ///     resamples too.
  ///   - firstRow: the number, in all the data, of the first row. Resamples depend on it: where shards
  ///     say theirs, merging gives the intervals of one pass.
  public init(
    metrics: [(key: String, metric: any Metric, because: [String])], over: Over = .pooled,
    isGrouped: Bool = false, interval: Double? = nil, firstRow: Int = 0
  ) {
    asked = metrics.map { Asked(key: $0.key, metric: $0.metric.empty, because: $0.because) }
    self.over = over
    self.isGrouped = isGrouped
    self.interval = interval
    self.firstRow = firstRow
    all = Part(set: MetricSet(Scoring.scoped(asked, over, interval)))
  }

  /// How many rows have been counted.
  public var samples: Int { all.samples }

  /// The figures over all rows.
  public var overall: [Scored] { scored(all) }

  /// The figures of each group, in the order of their names.
  public var groups: [Group] {
    parts.keys.sorted().compactMap { name in
      parts[name].map { Group(name: name, samples: $0.samples, metrics: scored($0)) }
    }
  }

  /// Counts one batch.
  ///
  /// - Parameters:
  ///   - groups: the name of each row's group, where rows are grouped.
  /// - Throws: ``MetricError``; then nothing of the batch is counted.
  public mutating func update(
    labels: Tensor, predictions: Tensor, weights: Tensor? = nil, groups: [String]? = nil
  ) throws {
    let rows = predictions.rowCount
    let first = firstRow + samples
    let numbers = all.set.isRowKeyed ? Array(first..<(first + rows)) : nil
    guard isGrouped, let groups else {
      try all.set.update(
        labels: labels, predictions: predictions, weights: weights, rowNumbers: numbers)
      all.samples += predictions.rowCount
      return
    }
    guard groups.count == predictions.rowCount else {
      throw MetricError.rowCounts(
        metric: "groups", labels: groups.count, predictions: predictions.rowCount)
    }
    try all.set.update(
      labels: labels, predictions: predictions, weights: weights, rowNumbers: numbers)
    all.samples += predictions.rowCount
    // What the whole batch passed, its parts pass.
    var places: [String: [Int]] = [:]
    for (row, group) in groups.enumerated() { places[group, default: []].append(row) }
    for (group, rows) in places {
      try parts[group, default: Part(set: all.set.empty)].set.update(
        labels: labels.rows(at: rows), predictions: predictions.rows(at: rows),
        weights: weights.map { $0.rank == 0 ? $0 : $0.rows(at: rows) },
        rowNumbers: numbers.map { numbers in rows.map { numbers[$0] } })
      parts[group]?.samples += rows.count
    }
  }

  /// Adds what `other` has counted.
  ///
  /// - Throws: ``MetricError/configuration(metric:)`` where it was asked for other metrics, and changes
  ///   nothing.
  public mutating func merge(_ other: Scoring) throws {
    guard over == other.over, isGrouped == other.isGrouped, interval == other.interval,
      asked.map(\.key) == other.asked.map(\.key)
    else {
      throw MetricError.configuration(metric: asked.map(\.key).joined(separator: ", "))
    }
    var merged = self
    try merged.all.merge(other.all)
    for (name, part) in other.parts {
      if merged.parts[name] == nil {
        merged.parts[name] = part
      } else {
        try merged.parts[name]?.merge(part)
      }
    }
    for place in merged.asked.indices {
      let both = [merged.asked[place].because, other.asked[place].because]
      if both[0] != both[1] { merged.asked[place].because = Set(both.joined()).sorted() }
    }
    self = merged
  }

  private func scored(_ part: Part) -> [Scored] {
    zip(part.set.metrics, asked).map {
      Scored(key: $0.key, metric: $0.metric, because: $1.because, asked: $1.metric)
    }
  }

  /// The metrics as they are counted.
  static func scoped(
    _ asked: [Asked], _ over: Over, _ interval: Double?
  ) -> [(key: String, metric: any Metric)] {
    asked.map { asked in
      guard over == .pooled else { return (asked.key, MetricOver(asked.metric, over)) }
      return (
        asked.key,
        interval != nil && asked.metric.needsResampling
          ? resampled(asked.metric) : asked.metric
      )
    }
  }

  private static func resampled(_ metric: some Metric) -> any Metric { Bootstrap(metric) }
}

extension Scoring.Part {
  fileprivate mutating func merge(_ other: Self) throws {
    try set.merge(other.set)
    samples += other.samples
  }
}
