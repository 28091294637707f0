import AssayCore

/// A metric of each sample, or of each batch, alone, and then their mean.
///
///     var recall = MetricOver(Recall(), .sample)
///     try recall.update(labels: y, predictions: p)  // [batch, 60, 1]
///     recall.value  // the mean of the sequences' own recalls
///
/// A sample, or a batch, whose own figure is undefined is left out, and ``notes`` says how many were.
///
/// - Empty: `nil` until a sample, or a batch, has a figure.
/// - Shape: with `.sample` labels and predictions need an axis after the first: a sample is then a
///   batch of its own steps. Weights: with `.sample`, of one a step, or one a sample, which then is
///   its weight in the mean.
public struct MetricOver: Metric {
  public static let direction: Direction? = nil
  public static let name = "metric_over"

  public let metric: any Metric
  public let over: Over
  private var mean = SampleMean()
  private var undefined = 0

  /// - Parameters:
  ///   - over: `.sample` or `.batch`; for `.pooled` the metric is used as it is.
  public init(_ metric: any Metric, _ over: Over) {
    precondition(over != .pooled, "MetricOver: a pooled metric is the metric itself")
    self.metric = metric.empty
    self.over = over
  }

  public var direction: Direction? { metric.direction }
  public var unit: String { over == .sample ? "samples" : "batches" }
  public var value: Double? { mean.value }
  public var empty: Self { Self(metric, over) }

  /// Where the mean lies for samples, or batches, drawn like these.
  public func interval(level: Double) -> ConfidenceInterval? { mean.interval(level: level) }

  public var notes: [String] {
    guard undefined > 0 else { return [] }
    return [
      "\(undefined) \(unit) have no figure of their own and are left out of the mean of "
        + "\(unit)"
    ]
  }

  public mutating func update(labels: Tensor, predictions: Tensor, weights: Tensor?) throws {
    switch over {
    case .pooled, .batch:
      try add(labels: labels, predictions: predictions, weights: weights, weight: 1)
    case .sample: try addSamples(labels: labels, predictions: predictions, weights: weights)
    }
  }

  private mutating func addSamples(
    labels: Tensor, predictions: Tensor, weights: Tensor?
  ) throws {
    guard labels.rank > 1, predictions.rank > 1, labels.rowCount == predictions.rowCount else {
      throw MetricError.shapes(
        metric: metric.className, labels: labels.shape, predictions: predictions.shape,
        wanted: "over samples, each sample needs an axis of steps after the first axis")
    }
    if let weights, weights.rank == 0 || weights.rowCount != predictions.rowCount {
      throw MetricError.weightShape(
        metric: metric.className, weights: weights.shape, values: predictions.shape)
    }
    // One weight a sample weighs the sample's figure; weights of steps belong to the metric.
    let isPerSample = weights.map { $0.shape.dropFirst().allSatisfy { $0 == 1 } } ?? false
    var counted = self
    for row in 0..<predictions.rowCount {
      let weight = isPerSample ? weights?.double(at: row) ?? 1 : 1
      guard weight >= 0, weight < .infinity else {
        throw MetricError.weightOutOfRange(
          metric: metric.className, weight: weight, at: MetricError.Position(row: row))
      }
      guard weight > 0 else { continue }
      do {
        try counted.add(
          labels: labels.sample(row), predictions: predictions.sample(row),
          weights: isPerSample ? nil : weights.map { try $0.sample(row) }, weight: weight)
      } catch let error as MetricError {
        throw error.inSample(row)
      }
    }
    self = counted
  }

  private mutating func add(
    labels: Tensor, predictions: Tensor, weights: Tensor?, weight: Double
  ) throws {
    var own = metric
    try own.update(labels: labels, predictions: predictions, weights: weights)
    if let value = own.value, value.isFinite {
      mean.add(value, weight: weight)
    } else {
      undefined += 1
    }
  }

  /// Adds what `other`, of the same metric, has counted.
  public mutating func merge(_ other: Self) {
    precondition(
      over == other.over && type(of: metric) == type(of: other.metric),
      "MetricOver: merging \(type(of: other.metric)) over \(other.over) into "
        + "\(type(of: metric)) over \(over)")
    mean.merge(other.mean)
    undefined += other.undefined
  }

  private struct State: Codable {
    var over: Over
    var mean: SampleMean
    var undefined: Int
  }

  public func encodeState(to encoder: any Encoder) throws {
    try State(over: over, mean: mean, undefined: undefined).encode(to: encoder)
  }

  public mutating func restoreState(from decoder: any Decoder) throws {
    let state = try State(from: decoder)
    guard state.over == over, state.undefined >= 0, state.undefined < 1 << 48 else {
      throw MetricError.configuration(metric: metric.className)
    }
    mean = state.mean
    undefined = state.undefined
  }
}

extension MetricOver: MergeCheckingMetric {
  package func requireMergeable(_ other: Self) throws {
    guard over == other.over else { throw MetricError.configuration(metric: metric.className) }
    try metric.mergeable(other.metric)
  }
}

extension Tensor {
  /// One row, its own first axis the rows.
  fileprivate func sample(_ row: Int) throws -> Tensor {
    try self[rows: row..<(row + 1)].reshaped(shape.sample)
  }
}

extension MetricError {
  /// This error of a step of one sample, as of an element of that sample's row.
  func inSample(_ row: Int) -> MetricError {
    moving { Position(row: row, element: [$0.row] + $0.element) }
  }
}
