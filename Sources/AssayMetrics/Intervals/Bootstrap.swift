import AssayCore

/// A metric that is also counted over resamples of its rows, which tells how far its figure may be off.
///
/// Each replicate counts row i as often as a draw from Poisson(1) says; the draw depends on the seed,
/// the row's number and the replicate alone. Shards that pass their ``update(labels:predictions:weights:firstRow:)``
/// the right first row merge, in any order, to what one pass over everything gives, to the bit.
///
///     var accuracy = Bootstrap(BinaryAccuracy(), seed: 7)
///     try accuracy.update(labels: y, predictions: p, weights: nil)
///     accuracy.interval(level: 0.95)  // the middle 95% of 200 replicates
///
/// - Unit: rows are drawn: the first axis of the predictions.
/// - Empty: no interval until two replicates have a figure.
/// - Precision: of the metric; weights are `Double`, weight times the number drawn.
/// - Source: Hanley and MacGibbon, "Creating non-parametric bootstrap samples using Poisson
///   frequencies" (2006).
public struct Bootstrap<Base: Metric>: RowKeyedMetric {
  public static var direction: Direction? { Base.direction }
  public static var name: String { Base.name }

  /// The metric over the rows as they are.
  public internal(set) var metric: Base
  /// The metric over each resample.
  public internal(set) var replicates: [Base]
  public let seed: UInt64
  /// The number of the row that follows the last one counted.
  public internal(set) var nextRow: Int

  /// - Parameters:
  ///   - replicates: 1 or more.
  public init(_ metric: Base, replicates: Int = 200, seed: UInt64 = 0) {
    precondition(replicates > 0, "Bootstrap: \(replicates) replicates; wanted 1 or more")
    self.metric = metric.empty
    self.replicates = Array(repeating: metric.empty, count: replicates)
    self.seed = seed
    nextRow = 0
  }

  public var direction: Direction? { metric.direction }
  public var unit: String { metric.unit }
  public var value: Double? { metric.value }
  public var result: MetricValue { metric.result }
  public var kerasResult: MetricValue? { metric.kerasResult }
  public var notes: [String] { metric.notes }
  public var empty: Self { Self(metric, replicates: replicates.count, seed: seed) }

  /// The percentile interval: the quantiles (1 ∓ level) / 2 of the replicates' figures, between two
  /// of them by straight line. Replicates without a figure are left out.
  public func interval(level: Double) -> ConfidenceInterval? {
    precondition(
      level > 0 && level < 1, "Bootstrap: level \(level) is not between 0 and 1, as 0.95 is")
    let values = replicates.compactMap(\.value).filter(\.isFinite).sorted()
    return values.quantiles([(1 - level) / 2, (1 + level) / 2]).map {
      ConfidenceInterval(low: $0[0], high: $0[1], level: level)
    }
  }

  /// Counts one batch whose rows follow those counted so far.
  public mutating func update(labels: Tensor, predictions: Tensor, weights: Tensor?) throws {
    try update(labels: labels, predictions: predictions, weights: weights, firstRow: nextRow)
  }

  /// Counts one batch.
  ///
  /// - Parameters:
  ///   - firstRow: the number, in all the data, of the batch's first row. No two rows may share one.
  /// - Throws: ``MetricError``, and counts nothing.
  public mutating func update(
    labels: Tensor, predictions: Tensor, weights: Tensor?, firstRow: Int
  ) throws {
    guard firstRow >= 0, firstRow <= Int.max - predictions.rowCount else {
      throw MetricError.argument(
        metric: "Bootstrap", name: "firstRow", found: "\(firstRow)",
        wanted: "the number of a row, 0 or more")
    }
    try update(
      labels: labels, predictions: predictions, weights: weights,
      rowNumbers: Array(firstRow..<(firstRow + predictions.rowCount)))
  }

  public mutating func update(
    labels: Tensor, predictions: Tensor, weights: Tensor?, rowNumbers: [Int]
  ) throws {
    let rows = predictions.rowCount
    precondition(rowNumbers.count == rows, "Bootstrap: \(rowNumbers.count) numbers of \(rows) rows")
    var counted = metric
    try counted.update(labels: labels, predictions: predictions, weights: weights)
    if let weights, weights.rank == 0 || weights.rowCount != rows {
      throw MetricError.weightShape(
        metric: "Bootstrap", weights: weights.shape,
        values: predictions.rank == 0 ? [1] : predictions.shape)
    }
    guard rows > 0 else {
      metric = counted
      return
    }
    let given = weights?.doubles
    var resampled = replicates
    for start in stride(from: 0, to: resampled.count, by: 4) {
      let draws = (0..<rows).map {
        PoissonDraws.four(seed: seed, row: rowNumbers[$0], block: start / 4)
      }
      for replicate in start..<min(start + 4, resampled.count) {
        let drawn = draws.map { $0[replicate - start] }
        try resampled[replicate].update(
          labels: labels, predictions: predictions,
          weights: try Self.weights(drawn, given: given, shape: weights?.shape))
      }
    }
    metric = counted
    replicates = resampled
    nextRow = max(nextRow, (rowNumbers.max() ?? -1) + 1)
  }

  private static func weights(_ drawn: [UInt8], given: [Double]?, shape: Shape?) throws -> Tensor {
    guard let given, let shape else { return Tensor(drawn) }
    let size = shape.sample.elements
    return try Tensor(
      given.enumerated().map { $1 * Double(drawn[$0 / size]) }, shape: shape)
  }

  /// Adds what `other`, of the same metric, seed and number of replicates, has counted of other rows.
  public mutating func merge(_ other: Self) {
    precondition(
      seed == other.seed && replicates.count == other.replicates.count,
      "Bootstrap: merging \(other.replicates.count) replicates of seed \(other.seed) into "
        + "\(replicates.count) of seed \(seed)")
    metric.merge(other.metric)
    for i in replicates.indices { replicates[i].merge(other.replicates[i]) }
    nextRow = max(nextRow, other.nextRow)
  }
}

/// A metric to which the number that a row has in all the data matters.
public protocol RowKeyedMetric: Metric {
  /// Counts one batch.
  ///
  /// - Parameters:
  ///   - rowNumbers: one a row, 0 or more; no two rows of all the data may share one.
  /// - Throws: ``MetricError``, and counts nothing.
  mutating func update(
    labels: Tensor, predictions: Tensor, weights: Tensor?, rowNumbers: [Int]) throws
}

extension Bootstrap: Equatable where Base: Equatable {}
