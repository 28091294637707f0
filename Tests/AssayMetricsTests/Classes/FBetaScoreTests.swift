import AssayCore
import AssayMetrics
import AssayTestSupport
import Testing

struct FBetaScoreTests {
  let labels = Tensor([[1, 1, 1], [1, 0, 0], [1, 1, 0]] as [[Float]])
  let predictions = Tensor([[0.2, 0.6, 0.7], [0.2, 0.6, 0.6], [0.6, 0.8, 0]] as [[Float]])

  private func counted<M: Metric>(
    _ metric: M, _ labels: Tensor, _ predictions: Tensor, _ weights: Tensor? = nil
  ) throws -> M {
    var metric = metric
    try metric.update(labels: labels, predictions: predictions, weights: weights)
    return metric
  }

  private func agrees(_ value: MetricValue?, _ wanted: [Double]) -> Bool {
    isClose(value?.figures.map { $0 ?? .nan } ?? [], wanted, relative: 0)
  }

  @Test func equalsTheHandWorkedScores() throws {
    let cases: [(Average, one: [Double], two: [Double])] = [
      (.none, [0.5, 0.8, 0.6666666], [0.3846154, 0.9090909, 0.8333332]),
      (.micro, [0.6666666], [0.6666667]), (.macro, [0.6555555], [0.7090132]),
      (.weighted, [0.6277778], [0.6342269]),
    ]
    for (average, one, two) in cases {
      let f1 = try counted(F1Score(average: average, threshold: 0.5), labels, predictions)
      #expect(agrees(f1.result, one) && agrees(f1.kerasResult, one), "\(average)")
      let f2 = try counted(
        FBetaScore(average: average, beta: 2, threshold: 0.5), labels, predictions)
      #expect(agrees(f2.result, two) && agrees(f2.kerasResult, two), "\(average)")
    }
  }

  @Test func weightsCount() throws {
    let weights = Tensor([0.5, 0.2, 0.3] as [Float])
    let each = try counted(F1Score(threshold: 0.5), labels, predictions, weights)
    #expect(agrees(each.result, [0.4615383, 0.8888887, 0.8333331]))
    let all = try counted(F1Score(average: .micro, threshold: 0.5), labels, predictions, weights)
    #expect(agrees(all.result, [0.744186]))
  }

  @Test func withoutAThresholdTheGreatestArePredicted() throws {
    let y = Tensor([[1, 0, 0], [0, 1, 0], [0, 0, 1], [0, 1, 0]] as [[Float]])
    let p = Tensor(
      [[0.7, 0.2, 0.1], [0.4, 0.5, 0.1], [0.3, 0.4, 0.3], [0.1, 0.8, 0.1]] as [[Float]])
    #expect(agrees(try counted(F1Score(), y, p).result, [1, 0.8, 0]))
    #expect(agrees(try counted(F1Score(average: .macro), y, p).result, [0.6]))
    let indices = try counted(F1Score(), Tensor([0, 1, 2, 1] as [Int]), p)
    #expect(agrees(indices.result, [1, 0.8, 0]))
    let ties = try counted(
      F1Score(), Tensor([[1, 0], [0, 1]] as [[Float]]),
      Tensor([[0.5, 0.5], [0.5, 0.5]] as [[Float]]))
    #expect(agrees(ties.result, [0.6666666, 0.6666666]))
    let nothing = try counted(
      F1Score(), Tensor([[1, 0]] as [[Float]]), Tensor([[0, 0]] as [[Float]]))
    #expect(nothing.result == .vector([0, nil]))
  }

  @Test func aClassThatNeverOccursIsLeftOut() throws {
    let y = Tensor([[1, 0, 0], [0, 1, 0]] as [[Float]])
    let metric = try counted(F1Score(average: .macro), y, y)
    #expect(metric.value == 1)
    #expect(agrees(metric.kerasResult, [0.6666666]))
  }

  @Test func aSingleColumnIsCutAtAHalf() throws {
    let y = Tensor([1, 0, 1, 0] as [Int])
    let p = Tensor([0.9, 0.8, 0.2, 0.1] as [Float])
    let metric = try counted(F1Score(), y, p)
    #expect(metric.value == 0.5)
    #expect(agrees(metric.kerasResult, [0.6666666]))  // all four are positive
    #expect(metric.interval(level: 0.95) != nil)
    expectRefusal(
      "F1Score: the prediction in row 1 is 3.5; wanted a probability in 0...1; for logits give a "
        + "threshold of 0, and class indices as integers",
      of: F1Score(), labels: Tensor([1, 0] as [Int]), predictions: Tensor([0.5, 3.5] as [Float]))
  }

  @Test func otherLabelsAndColumnsAreRefused() throws {
    expectRefusal(
      "FBetaScore: label 2 in row 0, element [1] is neither 0 nor 1; recode the labels as 0 and 1",
      of: FBetaScore(threshold: 0.5), labels: Tensor([[0, 2]] as [[Float]]),
      predictions: Tensor([[0, 1]] as [[Float]]))
    expectRefusal(
      "FBetaScore: labels [1, 2] do not fit predictions [1, 2]; there were 3 columns before",
      of: try counted(FBetaScore(), labels, predictions), labels: Tensor([[0, 1]] as [[Float]]),
      predictions: Tensor([[0, 1]] as [[Float]]))
  }
}

extension FBetaScoreTests {
  @Test(arguments: UInt64(0)..<30)
  func agreesWithAPlainLoop(seed: UInt64) throws {
    var random = Philox(seed: seed, stream: .test)
    // Past 256 columns, and past the 4096 marks that are read at once.
    let columns = [1, 2, 7, 300][Int(seed % 4)]
    let rows = Int.random(in: 1...40, using: &random)
    let y = (0..<rows * columns).map { _ in Float(Int.random(in: 0...1, using: &random)) }
    let p = (0..<rows * columns).map { _ in Float(Int.random(in: 0...8, using: &random)) / 8 }
    let threshold: Double? = seed % 3 == 0 && columns > 1 ? nil : 0.375
    let weights = (0..<rows).map { _ in Float(Int.random(in: 0...6, using: &random)) / 2 }
    for w in [nil, weights] {
      var wanted = [Double?](repeating: nil, count: columns)
      for column in 0..<columns {
        var (hits, labels, predicted) = (0.0, 0.0, 0.0)
        for row in 0..<rows {
          let scores = p[(row * columns)..<((row + 1) * columns)]
          let score = scores[row * columns + column]
          let isPositive =
            threshold.map { score > Float($0) } ?? (score == scores.max() && score != 0)
          let weight = Double(w?[row] ?? 1)
          let isLabel = y[row * columns + column] == 1
          hits += isPositive && isLabel ? weight : 0
          labels += isLabel ? weight : 0
          predicted += isPositive ? weight : 0
        }
        wanted[column] = labels + predicted > 0 ? 2 * hits / (labels + predicted) : nil
      }
      var metric = F1Score(threshold: threshold)
      try metric.update(
        labels: Tensor(y, shape: [rows, columns]), predictions: Tensor(p, shape: [rows, columns]),
        weights: w.map { Tensor($0) })
      #expect(metric.result == .vector(wanted))
    }
  }
}
