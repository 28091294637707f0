import AssayCore
import AssayMetrics
import Testing

struct TopKCategoricalAccuracyTests {
  let predictions = Tensor([[0.1, 0.9, 0.8], [0.05, 0.95, 0]] as [[Float]])

  @Test func equalsTheHandWorkedShare() throws {
    let oneHot = Tensor([[0, 0, 1], [0, 1, 0]] as [[Float]])
    let one = TopKCategoricalAccuracy(k: 1)
    let two = TopKCategoricalAccuracy(k: 2)
    #expect(try value(one, labels: oneHot, predictions: predictions) == 0.5)
    #expect(try value(two, labels: oneHot, predictions: predictions) == 1)

    let indices = Tensor([2, 0] as [Int])
    let sparse = SparseTopKCategoricalAccuracy(k: 2)
    let scores = Tensor([[0.1, 0.9, 0.8], [0.05, 0.95, 0.1]] as [[Float]])
    #expect(try value(sparse, labels: indices, predictions: scores) == 0.5)
    let weighted = try value(
      sparse, labels: indices, predictions: scores, weights: Tensor([0.75, 0.25] as [Float]))
    #expect(weighted == 0.75)
  }

  @Test func everyClassOfATieIsAHit() throws {
    let level = try Tensor([Float](repeating: 0.3, count: 9), shape: [3, 3])
    let metric = SparseTopKCategoricalAccuracy(k: 1)
    #expect(try value(metric, labels: Tensor([0, 1, 2] as [Int]), predictions: level) == 1)
  }

  @Test func moreThanTheClassesIsEverything() throws {
    let metric = SparseTopKCategoricalAccuracy()
    #expect(metric.k == 5)
    #expect(try value(metric, labels: Tensor([2, 2] as [Int]), predictions: predictions) == 1)
  }

  @Test func aLabelOutsideTheClassesIsRefused() {
    expectRefusal(
      "SparseTopKCategoricalAccuracy: label 3 in row 1 is outside 0..<3; labels count from 0",
      of: SparseTopKCategoricalAccuracy(k: 2), labels: Tensor([0, 3] as [Int]),
      predictions: predictions)
  }
}
