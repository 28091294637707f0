import AssayCore
import AssayMetrics
import Testing

struct BinaryAccuracyTests {
  @Test func equalsTheHandWorkedShare() throws {
    let labels = Tensor([[1], [1], [0], [0]] as [[Int]])
    let predictions = Tensor([[0.98], [1], [0], [0.6]] as [[Float]])
    let metric = BinaryAccuracy()
    #expect(try value(metric, labels: labels, predictions: predictions) == 0.75)
    let weights = Tensor([1, 0, 0, 1] as [Float])
    #expect(try value(metric, labels: labels, predictions: predictions, weights: weights) == 0.5)
    let flat = Tensor([true, true, false, false])
    #expect(try value(metric, labels: flat, predictions: predictions) == 0.75)
  }

  @Test func atTheThresholdIsClassZero() throws {
    let half = Tensor([0.5, 0.5] as [Float])
    #expect(try value(BinaryAccuracy(), labels: Tensor([1, 0] as [Int]), predictions: half) == 0.5)
    // In the predictions' type: the float nearest to 0.1 is greater than the double nearest to 0.1.
    let tenth = BinaryAccuracy(threshold: 0.1)
    #expect(
      try value(tenth, labels: Tensor([0] as [Int]), predictions: Tensor([0.1] as [Float])) == 1)
    #expect(
      try value(tenth, labels: Tensor([0] as [Int]), predictions: Tensor([0.1] as [Double])) == 1)
  }

  @Test func logitsAreCutAtZero() throws {
    let labels = Tensor([1, 1, 1, 0] as [Int])
    let logits = Tensor([0.2, 0.4, 3, -2] as [Float])
    #expect(try value(BinaryAccuracy(), labels: labels, predictions: logits) == 0.5)
    #expect(try value(BinaryAccuracy(threshold: 0), labels: labels, predictions: logits) == 1)
  }

  @Test func everyStepOfASequenceCounts() throws {
    let labels = Tensor([[1, 0], [1, 1]] as [[Int]])
    let predictions = try Tensor([0.9, 0.2, 0.3, 0.8] as [Float], shape: [2, 2, 1])
    let metric = BinaryAccuracy()
    #expect(try value(metric, labels: labels, predictions: predictions) == 0.75)
    let samples = Tensor([1, 3] as [Float])
    #expect(
      try value(metric, labels: labels, predictions: predictions, weights: samples) == 0.625)
    let steps = Tensor([[1, 1], [0, 1]] as [[Float]])
    #expect(try value(metric, labels: labels, predictions: predictions, weights: steps) == 1)
  }

  @Test func otherLabelsAreRefused() {
    let predictions = Tensor([0.1, 0.9] as [Float])
    expectRefusal(
      "BinaryAccuracy: label 0.9 in row 0 is neither 0 nor 1; recode the labels as 0 and 1",
      of: BinaryAccuracy(), labels: Tensor([0.9, 0.1] as [Double]), predictions: predictions)
    expectRefusal(
      "BinaryAccuracy: label -1 in row 1 is neither 0 nor 1; recode the labels as 0 and 1",
      of: BinaryAccuracy(), labels: Tensor([1, -1] as [Int]), predictions: predictions)
  }

  @Test func nothingIsBroadcast() {
    expectRefusal(
      "BinaryAccuracy: labels [2] do not fit predictions [2, 3]; give each prediction its label: "
        + "labels [2, 3]",
      of: BinaryAccuracy(), labels: Tensor(zeros: [2]), predictions: Tensor(zeros: [2, 3]))
    expectRefusal(
      "BinaryAccuracy: labels [2, 3] do not fit predictions [2, 1]; give each prediction its label: "
        + "labels [2, 1]",
      of: BinaryAccuracy(), labels: Tensor(zeros: [2, 3]), predictions: Tensor(zeros: [2, 1]))
    expectRefusal(
      "BinaryAccuracy: labels [] do not fit predictions []; the first axis counts samples",
      of: BinaryAccuracy(), labels: Tensor(zeros: []), predictions: Tensor(zeros: []))
  }
}
