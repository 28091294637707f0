import AssayCore
import AssayMetrics
import Testing

struct FunctionMetricTests {
  /// Errors 0…4 in batches of 2, 2 and 1.
  func run(_ request: MetricRequest) throws -> any Metric {
    var (_, metric) = try request.resolved(labels: [-1], predictions: [-1]) { _ in Accuracy() }
    for batch in [[0, 1], [2, 3], [4]] as [[Float]] {
      try metric.update(
        labels: Tensor([Float](repeating: 0, count: batch.count)), predictions: Tensor(batch))
    }
    return metric
  }

  @Test func oneValueASampleIsExactOverTheSamples() throws {
    let array = try run(
      .function("error") { labels, predictions in
        zip(labels.doubles, predictions.doubles).map { abs($0 - $1) }
      })
    #expect(array.value == 2)
    #expect(array.unit == "samples")
    let tensor = try run(.function("error") { labels, predictions in predictions })
    #expect(tensor.value == 2)
    #expect(tensor.unit == "samples")
  }

  @Test func oneValueABatchIsAveragedOverTheBatches() throws {
    let metric = try run(
      .function("error", direction: .lowerIsBetter) { labels, predictions in
        let errors = zip(labels.doubles, predictions.doubles).map { abs($0 - $1) }
        return errors.reduce(0, +) / Double(errors.count)
      })
    #expect(metric.value == 7.0 / 3)  // (0.5 + 2.5 + 4) / 3, as Keras
    #expect(metric.direction == .lowerIsBetter)
    #expect(
      metric.unit
        == "batches, each counting once whatever its size, as Keras does for functions that return "
        + "a scalar")
  }

  @Test func weightsReachTheSamples() throws {
    var metric = FunctionMetric("p") { _, predictions in predictions.doubles }
    let predictions = Tensor([1, 2, 4] as [Float])
    try metric.update(
      labels: predictions, predictions: predictions, weights: Tensor([1, 0, 3] as [Float]))
    #expect(metric.value == 13.0 / 4)
    var batch = FunctionMetric("mean") { _, _ in 1.0 }
    #expect(throws: MetricError.functionWeights(metric: "mean")) {
      try batch.update(labels: predictions, predictions: predictions, weights: predictions)
    }
    #expect(
      MetricError.functionWeights(metric: "mean").description
        == "mean: weights cannot be applied to a function that returns one Double a batch; return "
        + "one value a sample")
  }

  @Test func aWrongNumberOfValuesIsRefused() {
    var metric = FunctionMetric("n") { _, predictions in [1.0] }
    let p = Tensor([1, 2, 4] as [Float])
    let error = #expect(throws: MetricError.self) { try metric.update(labels: p, predictions: p) }
    #expect(
      error?.description
        == "n: the function returned 1 values for 3 samples; return one a sample, or a single Double "
        + "for the batch")
    var nan = FunctionMetric("nan") { _, _ in Double.nan }
    #expect(throws: MetricError.functionValue(metric: "nan", value: .infinity)) {
      nan = FunctionMetric("nan") { _, _ in Double.infinity }
      try nan.update(labels: p, predictions: p)
    }
    #expect(
      MetricError.functionValue(metric: "nan", value: .infinity).description
        == "nan: the function returned inf, which is not finite")
    #expect(metric.value == nil && nan.value == nil)
  }

  @Test func itsStateIsSavedWithoutTheFunction() throws {
    let p = Tensor([1, 2, 6] as [Float])
    var metric = FunctionMetric("p") { _, predictions in predictions.doubles }
    try metric.update(labels: p, predictions: p)
    let saved = try JSON.encodeState(metric)
    var resumed = try JSON.restore(metric.empty, from: saved)
    #expect(resumed.value == 3)
    try resumed.update(labels: p, predictions: p)
    metric.merge(metric)
    #expect(try JSON.encodeState(resumed) == JSON.encodeState(metric))
    #expect(throws: MetricError.configuration(metric: "p")) {
      try JSON.restore(FunctionMetric("p") { _, _ in 1.0 }, from: saved)
    }
  }
}
