import AssayCore
import AssayMetrics
import Testing

struct CategoricalAccuracyTests {
  let labels = Tensor([[0, 0, 1], [0, 1, 0]] as [[Float]])
  let predictions = Tensor([[0.1, 0.9, 0.8], [0.05, 0.95, 0]] as [[Float]])

  @Test func equalsTheHandWorkedShare() throws {
    let metric = CategoricalAccuracy()
    #expect(try value(metric, labels: labels, predictions: predictions) == 0.5)
    let weights = Tensor([0.75, 0.25] as [Float])
    #expect(
      try value(metric, labels: labels, predictions: predictions, weights: weights) == 0.25)
  }

  @Test func ofEqualScoresTheFirstIsTheGreatest() throws {
    let level = Tensor([[0.5, 0.5], [0.5, 0.5]] as [[Float]])
    let labels = Tensor([[1, 0], [0, 1]] as [[Int]])
    #expect(try value(CategoricalAccuracy(), labels: labels, predictions: level) == 0.5)
  }

  @Test func countsEveryPixel() throws {
    let labels = try Tensor([1, 0, 0, 0, 1, 0, 0, 0, 1, 1, 0, 0] as [Int], shape: [1, 2, 2, 3])
    let scores = try Tensor(
      [9, 0, 0, 0, 9, 0, 0, 9, 0, 9, 0, 0] as [Float], shape: [1, 2, 2, 3])
    #expect(try value(CategoricalAccuracy(), labels: labels, predictions: scores) == 0.75)
    let weights = try Tensor([1, 1, 3, 1] as [Int], shape: [1, 2, 2])
    let weighted = try value(
      CategoricalAccuracy(), labels: labels, predictions: scores, weights: weights)
    #expect(weighted == 0.5)
  }

  @Test func whatKerasGetsWrongInSilenceIsRefused() {
    let metric = CategoricalAccuracy()
    expectRefusal(
      "CategoricalAccuracy: labels [2, 1] do not fit predictions [2, 3]; class indices need "
        + "SparseCategorical in place of Categorical",
      of: metric, labels: Tensor([[2], [1]] as [[Int]]), predictions: predictions)
    expectRefusal(
      "CategoricalAccuracy: labels [2] do not fit predictions [2]; predictions need a last axis of "
        + "2 or more classes; one output is for BinaryAccuracy",
      of: metric, labels: Tensor([1, 0] as [Int]), predictions: Tensor([1, 0] as [Float]))
    expectRefusal(
      "CategoricalAccuracy: labels [2, 4] do not fit predictions [2, 3]; give each row of scores its "
        + "one-hot label: labels [2, 3]",
      of: metric, labels: Tensor(zeros: [2, 4]), predictions: predictions)
    expectRefusal(
      "CategoricalAccuracy: the label in row 1, element [2] is NaN; remove the row or give it "
        + "weight 0",
      of: metric, labels: Tensor([[0, 0, 1], [0, 1, .nan]] as [[Float]]), predictions: predictions)
  }

  @Test(arguments: [2, 7, 8, 9, 30])
  func aRowOfNaNsIsRefused(classes: Int) throws {
    let nan = try Tensor([Float](repeating: .nan, count: classes), shape: [1, classes])
    expectRefusal(
      "CategoricalAccuracy: the label in row 0, element [0] is NaN; remove the row or give it "
        + "weight 0",
      of: CategoricalAccuracy(), labels: nan, predictions: Tensor(zeros: [1, classes]))
    expectRefusal(
      "CategoricalAccuracy: the prediction in row 0, element [0] is NaN; find where the model or the "
        + "file made it, or give the row weight 0",
      of: CategoricalAccuracy(), labels: Tensor(zeros: [1, classes]), predictions: nan)
  }

  @Test(arguments: UInt64(0)..<30)
  func agreesWithAPlainLoop(seed: UInt64) throws {
    var random = Philox(seed: seed, stream: .test)
    let classes = Int.random(in: 2...40, using: &random)
    let rows = Int.random(in: 1...300, using: &random)
    func scores() -> [Float] {
      (0..<rows * classes).map { _ in Float(Int.random(in: -9...9, using: &random)) }
    }
    func best(_ scores: [Float], _ row: Int) -> Int {
      let scores = Array(scores[(row * classes)..<((row + 1) * classes)])
      return scores.firstIndex(of: scores.max()!)!
    }
    let (y, p) = (scores(), scores())
    let hits = (0..<rows).filter { best(y, $0) == best(p, $0) }.count
    let predictions = try Tensor(p, shape: [rows, classes])
    for labels in [
      try Tensor(y, shape: [rows, classes]),
      try Tensor(y.map { Double($0) }, shape: [rows, classes]),
      try Tensor(y.map { Int8($0) }, shape: [rows, classes]),
    ] {
      let value = try value(CategoricalAccuracy(), labels: labels, predictions: predictions)
      #expect(value == Double(hits) / Double(rows))
    }
  }
}
