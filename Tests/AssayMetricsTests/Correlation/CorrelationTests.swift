import AssayCore
import AssayMetrics
import Testing

struct CorrelationTests {
  private let y = Tensor([[0], [1], [0.5], [0.2]] as [[Double]])
  private let p = Tensor([[0.1], [0.9], [0.5], [0.4]] as [[Double]])
  private let rows = Tensor([[0, 1, 0.5], [1, 1, 0.2]] as [[Double]])
  private let found = Tensor([[0.1, 0.9, 0.5], [1, 0.9, 0.2]] as [[Double]])

  /// Keras's figures are of `float32`, and its concordance has 1e-7 in the denominator.
  private func isClose(_ a: Double?, _ b: Double) -> Bool { a.map { abs($0 - b) < 2e-6 } ?? false }

  @Test func theWholeEpochIsCorrelatedWhateverTheBatches() throws {
    var pearson = PearsonCorrelation()
    var concordance = ConcordanceCorrelation()
    for batch in [0..<2, 2..<4] {
      let labels = Tensor(batch.map { y.double(at: $0) })
      let predictions = Tensor(batch.map { p.double(at: $0) })
      try pearson.update(labels: labels, predictions: predictions)
      try concordance.update(labels: labels, predictions: predictions)
    }
    #expect(isClose(pearson.value, 0.9800272))
    #expect(isClose(concordance.value, 0.9337012))
    #expect(pearson.value == (try value(PearsonCorrelation(), labels: y, predictions: p)))
    #expect(pearson.value == (try value(PearsonCorrelation(axis: 0), labels: y, predictions: p)))
  }

  @Test func longerRowsAreCorrelatedWithin() throws {
    #expect(
      isClose(try value(PearsonCorrelation(), labels: rows, predictions: found), 0.9966996))
    #expect(
      isClose(try value(ConcordanceCorrelation(), labels: rows, predictions: found), 0.9816317))
  }

  @Test func alongAxisZeroColumnsAreCorrelatedAndAveraged() throws {
    let labels = Tensor([[1, 4], [2, 3], [3, 1]] as [[Double]])
    let predictions = Tensor([[2, 8], [4, 6], [6, 2]] as [[Double]])
    #expect(try value(PearsonCorrelation(axis: 0), labels: labels, predictions: predictions) == 1)
  }

  @Test func aConstantHasNoCorrelation() throws {
    let constant = Tensor([[1], [1], [1], [1]] as [[Double]])
    #expect(try value(PearsonCorrelation(), labels: y, predictions: constant) == nil)
    #expect(try value(ConcordanceCorrelation(), labels: constant, predictions: constant) == nil)
    #expect(try value(ConcordanceCorrelation(), labels: y, predictions: constant) == 0)
    expectRefusal(
      "PearsonCorrelation: the correlation within row 0 is undefined, for labels or predictions that "
        + "are all equal; wanted two different ones of both, or weight 0",
      of: PearsonCorrelation(), labels: Tensor([[0, 1]] as [[Double]]),
      predictions: Tensor([[2, 2]] as [[Double]]))
  }

  @Test func rowsAndSingleNumbersDoNotMix() throws {
    var metric = PearsonCorrelation()
    try metric.update(labels: y, predictions: p)
    expectRefusal(
      "PearsonCorrelation: labels [2, 3] do not fit predictions [2, 3]; the batches before had one "
        + "number a row",
      of: metric, labels: rows, predictions: found)
  }

  @Test func fishersIntervalHoldsTheCorrelation() throws {
    var metric = PearsonCorrelation()
    let labels = (0..<30).map(Double.init)
    try metric.update(
      labels: Tensor(labels),
      predictions: Tensor(labels.map { $0 + ($0 * 7).remainder(dividingBy: 11) }))
    let interval = try #require(metric.interval())
    let value = try #require(metric.value)
    #expect(interval.low < value && value < interval.high && interval.high < 1)
  }
}
