import AssayCore
import AssayMetrics
import AssayTestSupport
import Testing

/// Hits and misses at thresholds, against figures that Keras 3.15.1 prints for the same arrays.
struct ThresholdTests {
  private let labels = Tensor([0, 1, 1, 1, 0] as [Int])
  private let predictions = Tensor([0.2, 0.7, 0.4, 0.9, 0.6] as [Float])
  private let weights = Tensor([0.5, 1, 2, 1, 0.25] as [Float])

  private func keras(
    _ className: String, _ arguments: [String: MetricArgument] = [:], _ y: Tensor, _ p: Tensor,
    _ w: Tensor? = nil
  ) throws -> [Double?] {
    var metric: any Metric = try MetricCatalog.metric(named: className, arguments)
    try metric.update(labels: y, predictions: p, weights: w)
    return (metric.kerasResult ?? metric.result).figures
  }

  private func expect(_ found: [Double?], _ wanted: [Double], _ what: String = "") {
    #expect(isClose(found.map { $0 ?? .nan }, wanted), "\(what): \(found), wanted \(wanted)")
  }

  @Test(arguments: [
    ("TruePositives", [2.0], [2.0], [3.0, 1], [3.0, 2, 0]),
    ("FalsePositives", [1], [0.25], [1, 0], [2, 1, 0]),
    ("TrueNegatives", [1], [0.5], [1, 2], [0, 1, 2]),
    ("FalseNegatives", [1], [2], [0, 2], [0, 1, 3]),
  ])
  func countsAreKerass(
    name: String, plain: [Double], weighted: [Double], two: [Double], three: [Double]
  ) throws {
    expect(try keras(name, [:], labels, predictions), plain)
    expect(try keras(name, [:], labels, predictions, weights), weighted)
    expect(try keras(name, ["thresholds": [0.3, 0.8]], labels, predictions), two)
    expect(try keras(name, ["thresholds": [0, 0.5, 1]], labels, predictions), three)
  }

  @Test func aPredictionAtTheThresholdIsNegative() throws {
    expect(try keras("TruePositives", [:], Tensor([1] as [Int]), Tensor([0.5] as [Float])), [0])
  }

  @Test func precisionAndRecallAreKerass() throws {
    let y = Tensor([0, 1, 1, 1] as [Int])
    let p = Tensor([1, 0, 1, 1] as [Float])
    for name in ["Precision", "Recall"] {
      expect(try keras(name, [:], y, p), [2.0 / 3])
      expect(try keras(name, [:], y, p, Tensor([0, 0, 1, 0] as [Float])), [1])
    }
    expect(
      try keras(
        "Precision", ["thresholds": [0.25, 0.5, 0.75]], y, Tensor([0.3, 0.6, 0.8, 0.2] as [Float])),
      [2.0 / 3, 1, 1])
    let rows = Tensor([[0, 1, 0], [0, 0, 1], [0, 1, 0]] as [[Int]])
    let scores = Tensor([[0.1, 0.8, 0.1], [0.2, 0.7, 0.1], [0.6, 0.3, 0.1]] as [[Float]])
    expect(try keras("Precision", ["class_id": 1], rows, scores), [0.5])
    expect(try keras("Precision", ["class_id": 1, "top_k": 1], rows, scores), [0.5])
    expect(
      try keras(
        "Recall", ["top_k": 2], Tensor([[0, 0, 1, 1], [1, 0, 0, 0]] as [[Int]]),
        Tensor([[0.9, 0.1, 0.8, 0.2], [0.9, 0.8, 0.1, 0.1]] as [[Float]])), [2.0 / 3])
    expect(
      try keras(
        "Precision", ["top_k": 2], Tensor([[0, 0, 1, 1]] as [[Int]]),
        Tensor([[1, 1, 1, 1]] as [[Float]])), [0])
  }

  @Test func sequencesAndLabelsCountEachElement() throws {
    let y = Tensor([[[1], [0]], [[1], [1]]] as [[[Int]]])
    let p = Tensor([[[0.9], [0.2]], [[0.3], [0.8]]] as [[[Float]]])
    expect(try keras("Recall", [:], y, p), [2.0 / 3])
    expect(try keras("Recall", [:], y, p, Tensor([1, 3] as [Float])), [4.0 / 7])
    expect(try keras("Recall", [:], y, p, Tensor([[1, 1], [1, 3]] as [[Float]])), [0.8])
    let labels = Tensor([[1, 0], [0, 1]] as [[Int]])
    let scores = Tensor([[0.9, 0.8], [0.2, 0.7]] as [[Float]])
    expect(try keras("Precision", [:], labels, scores, Tensor([1, 3] as [Float])), [0.8])
    expect(
      try keras("Precision", [:], labels, scores, Tensor([[1, 2], [3, 4]] as [[Float]])),
      [5.0 / 7])
  }

  @Test func batchesAreCountedTogether() throws {
    var precision = Precision()
    try precision.update(
      labels: Tensor([1, 1, 0, 0] as [Int]), predictions: Tensor([0.9, 0.9, 0.1, 0.1] as [Float]))
    #expect(precision.value == 1)
    try precision.update(
      labels: Tensor([1, 0, 0, 0] as [Int]), predictions: Tensor([0.9, 0.9, 0.9, 0.9] as [Float]))
    #expect(precision.value == 0.5)
    #expect(precision.interval()?.low ?? 0 > 0.18)
  }

  @Test func whatIsUndefinedIsNilAndKeras0() throws {
    var precision = Precision()
    #expect(precision.value == nil && precision.kerasResult == .scalar(0))
    try precision.update(
      labels: Tensor([1, 0] as [Int]), predictions: Tensor([0.1, 0.2] as [Float]))
    #expect(precision.value == nil && precision.kerasResult == .scalar(0))
  }

  @Test func logitsAreComparedWithLogits() throws {
    let y = Tensor([0, 1, 1] as [Int])
    let z = Tensor([-3, 4, 0.4] as [Float])
    expect(try keras("Recall", [:], y, z), [0.5])
    expect(try keras("Recall", ["from_logits": true], y, z), [1])
    var recall = Recall()
    try recall.update(labels: y, predictions: z)
    #expect(
      recall.notes == [
        "2 predictions lie outside 0...1, but thresholds are probabilities: are they logits? "
          + "from_logits=true reads them so"
      ])
  }

  @Test func classIndicesAreOneHotRows() throws {
    let scores = Tensor([[0.1, 0.8, 0.1], [0.2, 0.7, 0.1], [0.6, 0.3, 0.1]] as [[Float]])
    let hot = Tensor([[0, 1, 0], [0, 0, 1], [0, 1, 0]] as [[Int]])
    #expect(
      try keras("Precision", [:], Tensor([1, 2, 1] as [Int]), scores)
        == keras("Precision", [:], hot, scores))
  }

  @Test func constrainedFiguresAreKerass() throws {
    let y = Tensor([0, 0, 0, 1, 1] as [Int])
    let p = Tensor([0, 0.3, 0.8, 0.3, 0.8] as [Float])
    func weights(_ numbers: [Float]) -> Tensor { Tensor(numbers) }
    let cases: [(String, String, Double, Tensor, Double, Double)] = [
      ("SensitivityAtSpecificity", "specificity", 0.5, weights([1, 1, 2, 2, 1]), 0.5, 1.0 / 3),
      ("SpecificityAtSensitivity", "sensitivity", 0.5, weights([1, 1, 2, 2, 2]), 2.0 / 3, 0.5),
      ("PrecisionAtRecall", "recall", 0.5, weights([2, 2, 2, 1, 1]), 0.5, 1.0 / 3),
    ]
    for (name, argument, least, w, plain, weighted) in cases {
      expect(try keras(name, [argument: .number(least)], y, p), [plain], name)
      expect(try keras(name, [argument: .number(least)], y, p, w), [weighted], name)
    }
    expect(
      try keras("SensitivityAtSpecificity", ["specificity": 0.5, "num_thresholds": 1], y, p), [0.5])
    expect(
      try keras(
        "RecallAtPrecision", ["precision": 0.8], Tensor([0, 0, 1, 1] as [Int]),
        Tensor([0, 0.5, 0.3, 0.9] as [Float])), [0.5])
    let hopeless = Tensor([1, 0] as [Int])
    expect(
      try keras(
        "RecallAtPrecision", ["precision": 1], hopeless, Tensor([0.2, 0.9] as [Float])), [0])
    #expect(throws: MetricError.self) { try MetricCatalog.metric(named: "PrecisionAtRecall") }
  }

  @Test func errorsNameTheRowAndCountNothing() throws {
    var metric = Precision()
    #expect(
      throws: MetricError.labelNotBinary(metric: "Precision", label: 2, at: .init(row: 1))
    ) {
      try metric.update(
        labels: Tensor([1, 2] as [Int]), predictions: Tensor([1, 1] as [Float]))
    }
    var spoilt = [Float](repeating: 1, count: 700)
    spoilt[600] = .nan
    #expect(
      throws: MetricError.predictionNotANumber(metric: "Precision", at: .init(row: 600))
    ) {
      try metric.update(
        labels: Tensor([Int](repeating: 1, count: 700)), predictions: Tensor(spoilt))
    }
    #expect(metric == Precision())
  }
}
