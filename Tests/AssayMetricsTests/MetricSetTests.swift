import AssayCore
import AssayMetrics
import AssayTestSupport
import Testing

struct MetricSetTests {
  private let labels = Tensor([1, 0, 1, 1] as [Float])
  private let predictions = Tensor([0.75, 0.5, 0.25, 1] as [Float])

  private func make() -> MetricSet {
    MetricSet([("accuracy", BinaryAccuracy()), ("mse", MeanSquaredError()), ("sum", Total())])
  }

  @Test func everyMetricCountsEveryBatch() throws {
    var set = make()
    try set.update(labels: labels, predictions: predictions)
    #expect(set.metrics.map(\.key) == ["accuracy", "mse", "sum"])
    #expect(set.metrics.map(\.metric.value) == [0.75, 0.21875, 2.5])
  }

  @Test func metricsOfOneFamilyShareAPass() throws {
    var set = MetricSet([("a", Total()), ("twice", Twice()), ("b", Total())])
    #expect(set.passCount == 1)
    try set.update(labels: labels, predictions: predictions)
    #expect(set.metrics.map(\.metric.value) == [2.5, 5, 2.5])
    #expect(set.empty.metrics.allSatisfy { $0.metric.value == 0 })
  }

  @Test func mergingIsCountingBoth() throws {
    var whole = make()
    var left = make()
    var right = make()
    try whole.update(labels: labels, predictions: predictions)
    try left.update(labels: labels[rows: 0..<1], predictions: predictions[rows: 0..<1])
    try right.update(labels: labels[rows: 1..<4], predictions: predictions[rows: 1..<4])
    try left.merge(right)
    #expect(left.metrics.map(\.metric.value) == whole.metrics.map(\.metric.value))
  }

  @Test func aSetOfOtherMetricsIsRefused() throws {
    var set = make()
    let other = MetricSet([
      ("accuracy", BinaryAccuracy(threshold: 0)), ("mse", MeanSquaredError()), ("sum", Total()),
    ])
    #expect(throws: MetricError.configuration(metric: "BinaryAccuracy")) { try set.merge(other) }
    #expect(throws: MetricError.configuration(metric: "accuracy, mse, sum")) {
      try set.merge(MetricSet([("mse", MeanSquaredError())]))
    }
  }
}

/// What two metrics read: the sum of all predictions.
private struct PredictionSum: Accumulator {
  var sum = 0.0
  var empty: Self { Self() }
  mutating func update(
    metric: String, labels: Tensor, predictions: Tensor, weights: Tensor?
  ) { sum += predictions.doubles.reduce(0, +) }
  mutating func merge(_ other: Self) { sum += other.sum }
}

private struct Total: SharedPassMetric {
  static let direction: Direction? = nil
  static let name = "total"
  static let summary = "sum of all predictions"
  var counts = PredictionSum()
  var value: Double? { counts.sum }
  init() {}
  init(arguments: MetricArguments) throws { try Self.check(arguments) }
}

private struct Twice: SharedPassMetric {
  static let direction: Direction? = nil
  static let name = "twice"
  static let summary = "twice the sum of all predictions"
  var counts = PredictionSum()
  var value: Double? { 2 * counts.sum }
  init() {}
  init(arguments: MetricArguments) throws { try Self.check(arguments) }
}
