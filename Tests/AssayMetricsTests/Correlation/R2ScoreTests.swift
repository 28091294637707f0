import AssayCore
import AssayMetrics
import Testing

struct R2ScoreTests {
  private let labels = Tensor([1, 4, 3] as [Float])
  private let predictions = Tensor([2, 4, 4] as [Float])
  private let outputs = Tensor([[1, 10], [4, 20], [3, 40], [8, 30]] as [[Float]])
  private let found = Tensor([[2, 12], [4, 18], [4, 35], [7, 33]] as [[Float]])

  private func isClose(_ a: Double?, _ b: Double) -> Bool { a.map { abs($0 - b) < 1e-7 } ?? false }

  @Test func equalsTheHandWorkedScore() throws {
    // 1 − 2 / (14/3)
    #expect(isClose(try value(R2Score(), labels: labels, predictions: predictions), 4.0 / 7))
    #expect(
      isClose(
        try value(
          R2Score(), labels: labels, predictions: predictions,
          weights: Tensor([1, 2, 1] as [Float])), 2.0 / 3))
  }

  @Test func outputsAreAggregatedAsAsked() throws {
    var each = R2Score(classAggregation: .none)
    try each.update(labels: outputs, predictions: found)
    #expect(each.result.figures.count == 2)
    #expect(isClose(each.result.figures[0], 0.8846153846))
    #expect(isClose(each.result.figures[1], 0.916))
    #expect(each.value == nil)
    #expect(isClose(try value(R2Score(), labels: outputs, predictions: found), 0.9003076923))
    #expect(
      isClose(
        try value(
          R2Score(classAggregation: .varianceWeightedAverage), labels: outputs, predictions: found),
        0.9144486692))
  }

  @Test func theAdjustmentCountsSamplesWhereKerasCountsElements() throws {
    var one = R2Score(numRegressors: 1)
    try one.update(labels: labels, predictions: predictions)
    #expect(isClose(one.value, 1.0 / 7))
    #expect(one.kerasResult == nil)
    var two = R2Score(numRegressors: 1)
    try two.update(labels: outputs, predictions: found)
    #expect(isClose(two.value, 0.8504615385))
    #expect(isClose(two.kerasResult?.scalar, 0.8836923077))
    var tooMany = R2Score(numRegressors: 2)
    try tooMany.update(labels: labels, predictions: predictions)
    #expect(tooMany.value == nil)
    #expect(isClose(tooMany.kerasResult?.scalar, 4.0 / 7))
  }

  @Test func equalLabelsHaveAScoreOnlyForPerfectPredictions() throws {
    var missed = R2Score()
    try missed.update(labels: Tensor([2, 2] as [Float]), predictions: Tensor([2, 3] as [Float]))
    #expect(missed.value == nil)
    #expect(missed.kerasResult == .scalar(0))
    var perfect = R2Score()
    try perfect.update(
      labels: Tensor([0.1, 0.1, 0.1] as [Double]), predictions: Tensor([0.1, 0.1, 0.1] as [Double]))
    #expect(perfect.value == 1)
    #expect(perfect.kerasResult?.scalar?.isNaN == true)
  }

  @Test func labelsFarFromZeroLoseNoDigits() throws {
    // Keras has 0.9999924 for the first.
    for offset in [100_000.0, 1e12] {
      let labels = (1...4).map { offset + Double($0) }
      let predictions = [0.125, 0.125, -0.125, 0].enumerated().map { labels[$0] + $1 }
      let found = try value(
        R2Score(), labels: Tensor(labels), predictions: Tensor(predictions))
      #expect(found == 1 - 0.046875 / 5)
    }
  }

  @Test func anotherNumberOfOutputsIsRefused() throws {
    var metric = R2Score()
    try metric.update(labels: labels, predictions: predictions)
    expectRefusal(
      "R2Score: labels [4, 2] do not fit predictions [4, 2]; the batches before had 1 outputs",
      of: metric, labels: outputs, predictions: found)
    expectRefusal(
      "R2Score: the prediction in row 1 is NaN; find where the model or the file made it, or give "
        + "the row weight 0",
      of: metric, labels: Tensor([1, 2] as [Float]), predictions: Tensor([1, .nan] as [Float]))
  }

  @Test func explainedVarianceForgivesAConstantError() throws {
    let shifted = Tensor([3, 6, 5] as [Float])
    #expect(try value(ExplainedVariance(), labels: labels, predictions: shifted) == 1)
    #expect(
      isClose(try value(ExplainedVariance(), labels: labels, predictions: predictions), 6.0 / 7))
  }
}
