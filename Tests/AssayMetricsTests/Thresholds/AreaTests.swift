import AssayCore
import AssayMetrics
import AssayTestSupport
import Testing

struct AreaTests {
  private let labels = Tensor([0, 0, 1, 1, 1, 0] as [Int])
  private let predictions = Tensor([0.1, 0.5, 0.3, 0.9, 0.7, 0.65] as [Float])

  private func auc(
    _ arguments: [String: MetricArgument], _ y: Tensor, _ p: Tensor, _ w: Tensor? = nil
  ) throws -> Double {
    var metric: any Metric = try MetricCatalog.metric(named: "auc", arguments)
    try metric.update(labels: y, predictions: p, weights: w)
    return try #require((metric.kerasResult ?? metric.result).scalar)
  }

  @Test(arguments: [
    ("ROC", "interpolation", 0.7777778), ("ROC", "minoring", 0.7777778),
    ("roc", "Majoring", 0.7777778), ("PR", "interpolation", 0.8512377), ("PR", "minoring", 0.5),
    ("PR", "majoring", 0.8666667), ("PRGAIN", "interpolation", 0.5833333),
    ("PRGAIN", "minoring", 0.5), ("prgain", "majoring", 0.6666666),
  ])
  func everyCurveIsKerass(curve: String, summation: String, wanted: Double) throws {
    let found = try auc(
      ["curve": .text(curve), "summation_method": .text(summation)], labels, predictions)
    #expect(isClose(found, wanted))
  }

  @Test func thresholdsWeightsAndLabelsAreKerass() throws {
    let y = Tensor([0, 0, 1, 1] as [Int])
    let p = Tensor([0, 0.5, 0.3, 0.9] as [Float])
    #expect(try auc(["num_thresholds": 3], y, p) == 0.75)
    #expect(try auc(["num_thresholds": 3], y, p, Tensor([1, 0, 0, 1] as [Float])) == 1)
    #expect(isClose(try auc(["thresholds": [0.1, 0.35, 0.8]], labels, predictions), 2.0 / 3))
    #expect(isClose(try auc(["thresholds": [0.25, 0.5, 0.75]], labels, predictions), 0.7777778))
    #expect(
      try auc([:], Tensor([0, 1, 1, 0] as [Int]), Tensor([0, 1, 1, 1] as [Float])) == 0.75)
    let many = Tensor([[1, 0], [0, 1], [1, 1], [0, 0]] as [[Int]])
    let scores = Tensor([[0.9, 0.2], [0.4, 0.6], [0.3, 0.7], [0.5, 0.1]] as [[Float]])
    #expect(isClose(try auc(["multi_label": true], many, scores), 0.75))
    #expect(
      isClose(try auc(["multi_label": true, "label_weights": [3, 1]], many, scores), 0.625))
    #expect(isClose(try auc(["multi_label": true, "curve": "PR"], many, scores), 0.856159))
    #expect(isClose(try auc([:], many, scores), 0.875))
  }

  @Test func scoresInOneBucketAreSaid() throws {
    var auc = AUC()
    let y = Tensor([0, 0, 1, 1] as [Int])
    let p = Tensor([1e-4, 2e-4, 3e-4, 4e-4] as [Float])
    try auc.update(labels: y, predictions: p)
    #expect(auc.value == 0.5)
    #expect(
      auc.notes == [
        "100.0 % of the pairs fall between the same two thresholds: the figure may be off by up to "
          + "0.5; auc-exact has no thresholds"
      ])
    var exact = ExactAUC()
    try exact.update(labels: y, predictions: p)
    #expect(exact.value == 1)
  }

  @Test func oneClassHasNoArea() throws {
    var auc = AUC()
    var exact = ExactAUC()
    let y = Tensor([1, 1] as [Int])
    let p = Tensor([0.25, 0.75] as [Float])
    try auc.update(labels: y, predictions: p)
    try exact.update(labels: y, predictions: p)
    #expect(auc.value == nil && auc.kerasResult == .scalar(0) && exact.value == nil)
    #expect(auc.notes == ["all labels counted are of one class: no area is defined"])
    #expect(exact.notes == ["all labels are of one class: no area is defined"])
  }

  @Test(arguments: UInt64(0)..<40)
  func exactAreasEqualTheirDefinitions(seed: UInt64) throws {
    var random = Philox(seed: seed, stream: .test)
    let count = Int.random(in: 2...400, using: &random)
    let y = (0..<count).map { _ in Int.random(in: 0...1, using: &random) }
    let steps = [3, 20, 100_000][Int(seed % 3)]
    let p = (0..<count).map { _ in Float(Int.random(in: -steps...steps, using: &random)) / 7 }
    let w = (0..<count).map { _ in Float(Int.random(in: 0...3, using: &random)) / 2 }
    for weights in [nil, w] {
      var area = ExactAUC()
      var precision = AveragePrecision()
      let scores = seed % 2 == 0 ? Tensor(p) : Tensor(p.map(Double.init))
      try area.update(labels: Tensor(y), predictions: scores, weights: weights.map { Tensor($0) })
      try precision.update(
        labels: Tensor(y), predictions: scores, weights: weights.map { Tensor($0) })
      let weight = { (row: Int) in Double(weights?[row] ?? 1) }
      var pairs = 0.0
      var all = 0.0
      for i in y.indices where y[i] == 1 {
        for j in y.indices where y[j] == 0 {
          all += weight(i) * weight(j)
          pairs += weight(i) * weight(j) * (p[i] > p[j] ? 1 : p[i] == p[j] ? 0.5 : 0)
        }
      }
      #expect(isClose(area.value ?? -1, all == 0 ? -1 : pairs / all, relative: 1e-12))
      var gained = 0.0
      var total = 0.0
      for i in y.indices where y[i] == 1 {
        let above = y.indices.filter { p[$0] >= p[i] }
        let hits = above.filter { y[$0] == 1 }.reduce(0) { $0 + weight($1) }
        let seen = above.reduce(0) { $0 + weight($1) }
        if seen > 0 { gained += weight(i) * hits / seen }
        total += weight(i)
      }
      if all > 0 {
        #expect(isClose(precision.value ?? -1, gained / total, relative: 1e-12))
      }
    }
  }

  @Test func delongsErrorEqualsItsDefinition() throws {
    var random = Philox(seed: 5, stream: .test)
    let y = (0..<60).map { _ in Int.random(in: 0...1, using: &random) }
    let p = y.map { Float($0) + Float(Int.random(in: -6...6, using: &random)) / 3 }
    var area = ExactAUC()
    try area.update(labels: Tensor(y), predictions: Tensor(p))
    let value = try #require(area.value)
    let ones = y.indices.filter { y[$0] == 1 }
    let zeros = y.indices.filter { y[$0] == 0 }
    func wins(_ i: Int, _ j: Int) -> Double { p[i] > p[j] ? 1 : p[i] == p[j] ? 0.5 : 0 }
    let v10 = ones.map { i in zeros.reduce(0) { $0 + wins(i, $1) } / Double(zeros.count) }
    let v01 = zeros.map { j in ones.reduce(0) { $0 + wins($1, j) } / Double(ones.count) }
    func variance(_ v: [Double]) -> Double {
      v.reduce(0) { $0 + ($1 - value) * ($1 - value) } / Double(v.count - 1)
    }
    let error = (variance(v10) / Double(v10.count) + variance(v01) / Double(v01.count)).squareRoot()
    let interval = try #require(area.interval())
    #expect(isClose(interval.low, max(0, value - 1.959963984540054 * error), relative: 1e-9))
    #expect(isClose(interval.high, min(1, value + 1.959963984540054 * error), relative: 1e-9))
  }

  @Test func classesAreScoredOneAgainstTheRest() throws {
    let scores = Tensor(
      [[0.9, 0.1, 0.2], [0.2, 0.7, 0.1], [0.3, 0.4, 0.8], [0.4, 0.5, 0.3]] as [[Float]])
    var all = ExactAUC()
    try all.update(labels: Tensor([0, 1, 2, 0] as [Int]), predictions: scores)
    // 1, 1 and 1: every class's own scores are the greatest in its column but for class 0.
    #expect(isClose(try #require(all.value), (1 + 1 + 1) / 3.0))
  }
}
