import AssayCore
import AssayMetrics
import AssayTestSupport
import Testing

struct CalibrationTests {
  let labels = Tensor([0, 0, 1, 1] as [Int])
  let probabilities = Tensor([0.25, 0.25, 0.5, 1] as [Float])

  @Test func equalsTheHandWorkedGaps() throws {
    // 0.25 against 0 of two, 0.75 against 1 of two.
    for (norm, wanted) in [(CalibrationNorm.mean, 0.25), (.rootMeanSquare, 0.25), (.maximum, 0.25)]
    {
      let metric = ExpectedCalibrationError(bins: 2, norm: norm)
      #expect(try value(metric, labels: labels, predictions: probabilities) == wanted)
      let adaptive = AdaptiveCalibrationError(bins: 2, norm: norm)
      #expect(try value(adaptive, labels: labels, predictions: probabilities) == wanted)
    }
  }

  @Test func ofARowTheGreatestCounts() throws {
    let rows = Tensor([[0.75, 0.25], [0.25, 0.75], [0.75, 0.25], [0.75, 0.25]] as [[Float]])
    let metric = ExpectedCalibrationError()
    #expect(try value(metric, labels: Tensor([0, 1, 0, 0] as [Int]), predictions: rows) == 0.25)
    #expect(try value(metric, labels: rows, predictions: rows) == 0.25)
  }

  @Test func theBrierScoreIsTheSumOfItsParts() throws {
    var metric = BrierDecomposition(bins: 4)
    try metric.update(
      labels: Tensor([0, 1, 1, 1] as [Int]),
      predictions: Tensor([0.25, 0.25, 0.75, 0.75] as [Float]))
    #expect(metric.value == 0.1875)
    guard case .named(let parts) = metric.result else { return #expect(Bool(false)) }
    #expect(parts.map(\.name) == ["brier", "reliability", "resolution", "uncertainty"])
    // 0.0625 in both bins; shares 0.5 and 1 around 0.75; 0.75 · 0.25.
    #expect(parts.map { $0.value.scalar } == [0.1875, 0.0625, 0.0625, 0.1875])
  }

  /// Beyond infinity there are no shares of it.
  @Test func weightsMayAddUpToInfinity() throws {
    var metric = AdaptiveCalibrationError(bins: 4)
    try metric.update(
      labels: labels, predictions: probabilities,
      weights: Tensor([Double](repeating: .greatestFiniteMagnitude, count: 4)))
    _ = metric.value
    _ = metric.interval(level: 0.95)
  }

  @Test func nothingHasNoValue() {
    #expect(ExpectedCalibrationError().value == nil)
    #expect(BrierDecomposition().result.figures == [nil, nil, nil, nil])
    #expect(AdaptiveCalibrationError().value == nil)
  }

  @Test func whatIsNoProbabilityIsRefused() {
    let text =
      "the prediction in row 1 is 1.5; wanted a probability in 0...1; for logits give a "
      + "threshold of 0, and class indices as integers"
    expectRefusal(
      "ExpectedCalibrationError: " + text, of: ExpectedCalibrationError(),
      labels: Tensor([0, 1] as [Int]), predictions: Tensor([0.5, 1.5] as [Float]))
    expectRefusal(
      "AdaptiveCalibrationError: " + text, of: AdaptiveCalibrationError(),
      labels: Tensor([0, 1] as [Int]), predictions: Tensor([0.5, 1.5] as [Float]))
    expectRefusal(
      "BrierDecomposition: label 2 in row 1 is outside 0..<2; labels count from 0",
      of: BrierDecomposition(), labels: Tensor([0, 2] as [Int]),
      predictions: Tensor([0.5, 0.5] as [Float]))
  }
}
