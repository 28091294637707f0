import AssayCore
import AssayMetrics
import AssayTestSupport
import Foundation
import Testing

struct ClassFigureTests {
  private func counted<M: Metric>(_ metric: M, _ y: [Int], _ p: [Int], _ w: [Float]? = nil) throws
    -> M
  {
    var metric = metric
    try metric.update(labels: Tensor(y), predictions: Tensor(p), weights: w.map { Tensor($0) })
    return metric
  }

  @Test func equalTheHandWorkedFigures() throws {
    #expect(try counted(BalancedAccuracy(), [0, 0, 0, 1], [0, 0, 0, 0]).value == 0.5)
    #expect(
      try counted(BalancedAccuracy(adjusted: true), [0, 0, 0, 1], [0, 0, 0, 0]).value == 0)
    let mcc = try counted(MatthewsCorrelation(), [1, 1, 1, 0], [1, 0, 1, 1]).value
    #expect(isClose(try #require(mcc), -1 / 3.0, absolute: 1e-15, relative: 0))
    let kappa = try counted(CohenKappa(), [0, 1, 2, 2], [0, 1, 2, 1]).value
    #expect(isClose(try #require(kappa), 7 / 11.0, absolute: 1e-15, relative: 0))
    let matrix = try counted(ConfusionMatrix(numClasses: 3), [0, 0, 1], [0, 1, 1])
    #expect(matrix.result == .array([3, 3], [1, 1, 0, 0, 1, 0, 0, 0, 0]))
    let rows = try counted(
      ConfusionMatrix(numClasses: 3, normalize: .labels), [0, 0, 1], [0, 1, 1])
    #expect(rows.result == .array([3, 3], [0.5, 0.5, 0, 0, 1, 0, nil, nil, nil]))
    let each = try counted(
      MulticlassPrecision(numClasses: 4, average: .none), [0, 0, 2], [0, 1, 1])
    #expect(each.result == .vector([1, 0, 0, nil]))
  }

  @Test func theReportNamesItsParts() throws {
    let report = try counted(ClassificationReport(), [0, 0, 1], [0, 1, 1])
    guard case .named(let parts) = report.result else { return #expect(Bool(false)) }
    #expect(parts.map(\.name) == ["0", "1", "accuracy", "macro avg", "weighted avg"])
    #expect(parts[0].value.figures == [1, 0.5, 2 / 3.0, 2])
    #expect(parts[2].value.scalar == 2 / 3.0)
  }

  @Test func whatIsUndefinedIsNil() throws {
    #expect(try counted(MatthewsCorrelation(), [1, 1, 0], [1, 1, 1]).value == nil)
    #expect(try counted(CohenKappa(), [1, 1], [1, 1]).value == nil)
    #expect(try counted(BalancedAccuracy(adjusted: true), [1, 1], [1, 0]).value == nil)
    for metric: any Metric in [
      BalancedAccuracy(), MatthewsCorrelation(), CohenKappa(), MulticlassRecall(),
    ] {
      #expect(metric.value == nil && metric.interval(level: 0.95) == nil)
    }
  }

  @Test func greatCountsDoNotOverflow() throws {
    var metric = try counted(MatthewsCorrelation(), [0, 1, 0, 1], [0, 1, 1, 0])
    for _ in 0..<34 { metric.merge(metric) }
    #expect(metric.value == 0)
  }

  @Test func classesThatWereNotForeseenGrowTheTable() throws {
    var metric = try counted(ConfusionMatrix(), [0, 1], [0, 0])
    #expect(metric.result == .array([2, 2], [1, 0, 1, 0]))
    try metric.update(
      labels: Tensor([2] as [Int]), predictions: Tensor([3] as [Int]),
      weights: Tensor([0.5] as [Float]))
    #expect(metric.result.figures.map { $0 ?? -1 }.reduce(0, +) == 2.5)
    #expect(metric.counts.table[2, 3] == 0.5)
    expectRefusal(
      "ConfusionMatrix: label 5000 in row 0 is outside 0..<4096; labels count from 0",
      of: metric, labels: Tensor([5000] as [Int]), predictions: Tensor([3] as [Int]))
    expectRefusal(
      "ConfusionMatrix: the prediction in row 1 is -1.0; wanted a class index in 0..<4096",
      of: metric, labels: Tensor([5, 3] as [Int]), predictions: Tensor([3, -1] as [Int]))
  }

  @Test func everyFormOfLabelsAndPredictionsIsRead() throws {
    let indices = Tensor([0, 2, 1] as [Int])
    let hot = Tensor([[1, 0, 0], [0, 0, 1], [0, 1, 0]] as [[Float]])
    let scores = Tensor([[5, 1, 0], [0, 1, 9], [3, 2, 1]] as [[Float]])
    let taken = Tensor([0, 2, 0] as [Int])
    for (y, p) in [(indices, scores), (hot, scores), (indices, taken), (hot, taken)] {
      #expect(try value(BalancedAccuracy(), labels: y, predictions: p) == 2 / 3.0)
    }
    let column = try value(
      BalancedAccuracy(), labels: Tensor([[0], [1], [1]] as [[Float]]),
      predictions: Tensor([[0.5], [0.75], [0.25]] as [[Float]]))
    #expect(column == 0.75)
    let logits = try value(
      BalancedAccuracy(threshold: 0), labels: Tensor([0, 1, 1] as [Int]),
      predictions: Tensor([-3, 2, -1] as [Float]))
    #expect(logits == 0.75)
    expectRefusal(
      "BalancedAccuracy: the prediction in row 1 is 2.0; wanted a probability in 0...1; for logits "
        + "give a threshold of 0, and class indices as integers",
      of: BalancedAccuracy(), labels: Tensor([0, 1, 1] as [Int]),
      predictions: Tensor([0, 2, 1] as [Float]))
  }

  @Test(arguments: UInt64(0)..<20)
  func renamingTheClassesChangesNothing(seed: UInt64) throws {
    var random = Philox(seed: seed, stream: .test)
    let classes = Int.random(in: 2...6, using: &random)
    let y = (0..<80).map { _ in Int.random(in: 0..<classes, using: &random) }
    let p = (0..<80).map { $0 % 3 == 0 ? y[$0] : Int.random(in: 0..<classes, using: &random) }
    let names = Array(0..<classes).shuffled(using: &random)
    for metric: any Metric in [
      BalancedAccuracy(), MatthewsCorrelation(), CohenKappa(), MulticlassPrecision(),
      MulticlassRecall(), MulticlassFBeta(beta: 2), MeanIoU(numClasses: classes),
    ] {
      var (before, after) = (metric, metric)
      try before.update(labels: Tensor(y), predictions: Tensor(p))
      try after.update(
        labels: Tensor(y.map { names[$0] }), predictions: Tensor(p.map { names[$0] }))
      let (a, b) = (try #require(before.value), try #require(after.value))
      #expect(isClose(a, b, absolute: 1e-14, relative: 0))
      let (low, high) = (
        try #require(before.interval(level: 0.9)), try #require(after.interval(level: 0.9))
      )
      #expect(isClose(low.low, high.low, absolute: 1e-8) && isClose(low.high, high.high))
    }
  }

  @Test func theIntervalsAreThoseOfTheFormulas() throws {
    // Recall of two classes of 50 each is two shares: the variance is their mean's.
    let y = [Int](repeating: 0, count: 50) + [Int](repeating: 1, count: 50)
    let p = y.enumerated().map { $0.offset % 5 == 0 ? 1 - $0.element : $0.element }
    let recall = try counted(BalancedAccuracy(), y, p)
    #expect(recall.value == 0.8)
    let interval = try #require(recall.interval(level: 0.95))
    let half = 1.959963984540054 * (0.8 * 0.2 / 100).squareRoot()
    #expect(isClose(interval.low, 0.8 - half, absolute: 1e-9))
    #expect(isClose(interval.high, 0.8 + half, absolute: 1e-9))
    let micro = try counted(MulticlassRecall(average: .micro), y, p)
    #expect(micro.interval(level: 0.95) == .wilson(correct: 80, total: 100))
    // Halving every weight changes neither; the effective number stays.
    let halved = try counted(BalancedAccuracy(), y, p, [Float](repeating: 0.5, count: 100))
    #expect(isClose(try #require(halved.interval(level: 0.95)).low, interval.low))
  }

  @Test(arguments: [
    "BalancedAccuracy", "MatthewsCorrelation", "CohenKappa", "MulticlassFBeta", "MeanIoU",
  ])
  func theIntervalsHoldTheTruthAsOftenAsTheySay(className: String) throws {
    var random = Philox(seed: 7, stream: .test)
    let entry = try #require(MetricCatalog.entry(class: className))
    func draw(_ count: Int) throws -> any Metric {
      var metric: any Metric = try entry.make(className == "MeanIoU" ? ["num_classes": 3] : [:])
      let y = (0..<count).map { _ in
        [0, 0, 0, 1, 1, 2][Int.random(in: 0..<6, using: &random)]
      }
      let p = y.map {
        Int.random(in: 0..<10, using: &random) < 6 ? $0 : Int.random(in: 0..<3, using: &random)
      }
      try metric.update(labels: Tensor(y), predictions: Tensor(p))
      return metric
    }
    let truth = try #require(draw(200_000).value)
    var held = 0
    for _ in 0..<400 {
      let interval = try #require(draw(300).interval(level: 0.9))
      held += interval.low <= truth && truth <= interval.high ? 1 : 0
    }
    // 360 of 400 with a standard deviation of 6.
    #expect((336...384).contains(held), "\(held) of 400")
  }

  @Test func aDamagedTableIsRefused() throws {
    let saved = try JSON.encode(counted(MatthewsCorrelation(), [0, 1], [0, 1], [1, 0.5]))
    for (from, to) in [
      ("\"classes\":2", "\"classes\":3"), ("\"classes\":2", "\"classes\":-1"),
      ("\"counts\":[1", "\"counts\":[-1"), ("\"counts\":[1", "\"counts\":[9000000000000000000"),
      ("\"cells\":[3]", "\"cells\":[4]"), ("\"cells\":[3]", "\"cells\":[]"),
    ] {
      #expect(saved.contains(from), "\(saved)")
      #expect(throws: DecodingError.self, "\(from) to \(to)") {
        try JSON.decode(
          MatthewsCorrelation.self, from: saved.replacingOccurrences(of: from, with: to))
      }
    }
  }
}
