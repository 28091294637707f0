import AssayCore

/// The mean of a function of one's own.
///
///     let error = FunctionMetric("largest_error") { labels, predictions in
///       zip(labels.doubles, predictions.doubles).map { abs($0 - $1) }  // one value a sample
///     }
///     error.unit  // "samples"
///
/// A function that returns one value a sample is averaged exactly over the samples. A function that
/// returns one `Double` for a batch is averaged over the batches, each counting once whatever its
/// size, as in Keras: with five samples of error 0…4 in batches of 2, 2 and 1 the first kind gives 2
/// and the second 2.333.
///
/// A function cannot be saved: a saved state holds what was counted, and the program that goes on with it
/// brings the function.
///
/// - Empty: `nil` until something has been counted.
/// - Throws: what the function throws; ``MetricError`` where it returns a number of values other than
///   the number of samples, or one that is not finite. Nothing is counted then.
public struct FunctionMetric: Metric {
  public static let direction: Direction? = nil
  public static let name = "function"

  /// The key in logs.
  public let key: String
  public let direction: Direction?

  private let function: Function
  private var mean = WeightedMean()

  private enum Function: Sendable {
    case perSample(@Sendable (Tensor, Tensor) throws -> Tensor)
    case perBatch(@Sendable (Tensor, Tensor) throws -> Double)
  }

  private init(_ key: String, _ direction: Direction?, _ function: Function) {
    self.key = key
    self.direction = direction
    self.function = function
  }

  /// A function that returns one value a sample, or a tensor whose rows are samples, of which each
  /// element counts.
  public init(
    _ key: String, direction: Direction? = nil,
    perSample function:
      @escaping @Sendable (_ labels: Tensor, _ predictions: Tensor) throws ->
      Tensor
  ) {
    self.init(key, direction, .perSample(function))
  }

  /// A function that returns one value a sample.
  public init(
    _ key: String, direction: Direction? = nil,
    perSample function:
      @escaping @Sendable (_ labels: Tensor, _ predictions: Tensor) throws ->
      [Double]
  ) {
    self.init(key, direction, .perSample { Tensor(try function($0, $1)) })
  }

  /// A function that returns one value a batch.
  public init(
    _ key: String, direction: Direction? = nil,
    perBatch function:
      @escaping @Sendable (_ labels: Tensor, _ predictions: Tensor) throws ->
      Double
  ) {
    self.init(key, direction, .perBatch(function))
  }

  public var unit: String {
    switch function {
    case .perSample: "samples"
    case .perBatch:
      "batches, each counting once whatever its size, as Keras does for functions that return a "
        + "scalar"
    }
  }

  public var value: Double? { mean.value }
  public var empty: Self { Self(key, direction, function) }

  public mutating func update(labels: Tensor, predictions: Tensor, weights: Tensor?) throws {
    switch function {
    case .perSample(let function):
      let values = try function(labels, predictions)
      let samples = predictions.rowCount
      guard values.rank > 0, values.rowCount == samples else {
        throw MetricError.functionRows(
          metric: key, rows: values.rank > 0 ? values.rowCount : 1, wanted: samples)
      }
      try mean.add(.prediction, Batch(values: key, values: values, weights: weights))
    case .perBatch(let function):
      guard weights == nil else { throw MetricError.functionWeights(metric: key) }
      let value = try function(labels, predictions)
      guard value.isFinite else {
        throw MetricError.functionValue(metric: key, value: value)
      }
      mean.add(value)
    }
  }

  /// Adds what `other`, of the same function, has counted.
  public mutating func merge(_ other: Self) {
    precondition(key == other.key, "FunctionMetric: merging \(other.key) into \(key)")
    mean.merge(other.mean)
  }

  public func encodeState(to encoder: any Encoder) throws {
    try State(key: key, unit: unit, mean: mean).encode(to: encoder)
  }

  public mutating func restoreState(from decoder: any Decoder) throws {
    let state = try State(from: decoder)
    guard state.key == key, state.unit == unit else {
      throw MetricError.configuration(metric: key)
    }
    mean = state.mean
  }

  private struct State: Codable {
    var key: String
    var unit: String
    var mean: WeightedMean
  }
}
