import AssayCore
import AssayMetrics
import Testing

struct MedianAbsoluteErrorTests {
  private func median(_ errors: [Double], weights: [Double]? = nil) throws -> Double? {
    try value(
      MedianAbsoluteError(), labels: Tensor(errors.map { _ in 0.0 }), predictions: Tensor(errors),
      weights: weights.map { Tensor($0) })
  }

  @Test func theMiddleOneOrTheMidpointOfTwo() throws {
    #expect(try median([3]) == 3)
    #expect(try median([3, -1, 7]) == 3)
    #expect(try median([3, -1, 7, 4]) == 3.5)
    #expect(try median([]) == nil)
  }

  @Test func weightsCountAsCopies() throws {
    #expect(try median([3, 1, 7], weights: [1, 2, 4]) == 7)
    #expect(try median([3, 1, 7], weights: [1, 2, 3]) == 5)  // 1, 1, 3 | 7, 7, 7
    #expect(try median([3, 1, 7], weights: [0.25, 0.5, 0.5]) == 3)
    #expect(try median([3, 1, 7], weights: [0.125, 0.5, 0.375]) == 2)  // half at 1; 3 is next
    #expect(try median([.nan, 1, 7], weights: [0, 1, 1]) == 4)
  }

  @Test func halfOfTheWeightIsComparedExactly() throws {
    // In doubles 1 + 2⁻⁶⁰ is 1.
    #expect(try median([1, 2, 3], weights: [1, 0x1p-60, 1]) == 2)
    #expect(try median([1, 2, 3], weights: [1 + 0x1p-52, 0x1p-60, 1]) == 1)
  }

  @Test func theIntervalIsOfOrderStatistics() throws {
    var metric = MedianAbsoluteError()
    try metric.update(
      labels: Tensor((1...10).map { _ in 0.0 }), predictions: Tensor((1...10).map(Double.init)))
    // P(at most 1 of 10) = 11/1024 and P(at most 2) = 56/1024: the second and the ninth.
    #expect(metric.interval() == ConfidenceInterval(low: 2, high: 9, level: 0.95))
    var few = MedianAbsoluteError()
    try few.update(labels: Tensor([1.0, 2]), predictions: Tensor([0.0, 0]))
    #expect(few.interval() == nil)
  }

  @Test func theGreatestErrorIsExactAndWeightsOnlyChoose() throws {
    let labels = Tensor([1, 2, 3] as [Float])
    let predictions = Tensor([1, 4, -3] as [Float])
    #expect(try value(MaxError(), labels: labels, predictions: predictions) == 6)
    let weights = Tensor([1, 0.5, 0] as [Float])
    #expect(try value(MaxError(), labels: labels, predictions: predictions, weights: weights) == 2)
  }

  @Test func relativeErrorsAreDividedByTheNormalizer() throws {
    let metric = MeanRelativeError(normalizer: [1, 3, 2, 3])
    let labels = Tensor([[1, 3, 2, 3]] as [[Double]])
    let predictions = Tensor([[2, 4, 6, 8]] as [[Double]])
    #expect(try value(metric, labels: labels, predictions: predictions) == 1.25)
    expectRefusal(
      "MeanRelativeError: labels [2] do not fit predictions [2]; a normalizer of 4 numbers needs a "
        + "last axis of as many",
      of: metric, labels: Tensor([1, 2] as [Float]), predictions: Tensor([1, 2] as [Float]))
    #expect(
      throws: MetricError.argument(
        metric: "MeanRelativeError", name: "normalizer", found: "[1, 0]",
        wanted: "numbers above 0")
    ) { try MetricCatalog.metric(named: "MeanRelativeError", ["normalizer": [1, 0]]) }
  }
}
