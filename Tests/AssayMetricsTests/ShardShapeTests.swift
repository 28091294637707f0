import AssayCore
import AssayMetrics
import AssayTestSupport
import Testing

/// Shards of other shapes or of other metrics: what one pass refuses, merging refuses.
struct ShardShapeTests {
  private func scoring(
    _ metric: any Metric, _ data: LabelledRows, over: Over = .pooled
  ) throws -> Scoring {
    var scoring = Scoring(metrics: [(key: "figure", metric: metric, because: [])], over: over)
    try scoring.update(labels: data.labels, predictions: data.predictions)
    return scoring
  }

  private func merged(_ a: Scoring, _ b: Scoring) throws -> Scoring {
    var merged = a
    try merged.merge(b)
    return merged
  }

  /// The error that merging gives, either way round.
  private func error(_ a: Scoring, _ b: Scoring) -> String? {
    var messages: [String] = []
    for (a, b) in [(a, b), (b, a)] {
      do { _ = try merged(a, b) } catch { messages.append("\(error)") }
    }
    return messages.count == 2 ? messages[0] : nil
  }

  private func square(_ rows: Int, _ columns: Int) throws -> LabelledRows {
    let count = rows * columns
    return LabelledRows(
      labels: try Tensor((0..<count).map { $0 % 2 }, shape: [rows, columns]),
      predictions: try Tensor(
        (0..<count).map { Float($0 * 7 % 10) / 10 }, shape: [rows, columns]))
  }

  private static let byColumn: [(className: String, arguments: [String: MetricArgument])] = [
    ("AUC", ["multi_label": true]), ("ExactAUC", ["multi_label": true]),
    ("AveragePrecision", ["multi_label": true]), ("F1Score", ["threshold": 0.5]),
    ("R2Score", [:]), ("ExplainedVariance", [:]), ("PearsonCorrelation", ["axis": 0]),
    ("ConcordanceCorrelation", ["axis": 0]),
  ]

  @Test(arguments: byColumn)
  func anotherNumberOfColumnsIsRefused(
    className: String, arguments: [String: MetricArgument]
  ) throws {
    let metric = try #require(MetricCatalog.entry(class: className)).make(arguments)
    let found = try error(scoring(metric, square(4, 3)), scoring(metric, square(4, 2)))
    let what =
      ["R2Score", "ExplainedVariance"].contains(className) || className.hasSuffix("Correlation")
      ? "outputs" : "columns"
    #expect(
      found
        == "\(className): the number of \(what) is 2; wanted 3, as in what it is merged into")
  }

  @Test func rowsAndSingleNumbersAreNotOneCorrelation() throws {
    #expect(
      try error(
        scoring(PearsonCorrelation(), square(4, 3)), scoring(PearsonCorrelation(), square(4, 1)))
        == "PearsonCorrelation: what was correlated is one number a row; wanted rows of two "
        + "numbers or more, as in what it is merged into")
  }

  @Test func kerassVariablesOfAnotherShapeAreRefused() throws {
    let metric = try KerasMetric(className: "F1Score")
    #expect(
      try error(scoring(metric, square(4, 3)), scoring(metric, square(4, 2)))
        == "F1Score: the shape of Keras's variables is [4, 2]; wanted [4, 3], as in what it is "
        + "merged into")
  }

  @Test func anotherMetricUnderTheSameKeyIsRefused() throws {
    let data = try square(4, 1)
    let thresholds = try [0.3, 0.5].map {
      try KerasMetric(className: "BinaryAccuracy", configuration: ["threshold": .number($0)])
    }
    let pairs: [(any Metric, any Metric)] = [
      (Precision(), Recall()), (F1Score(threshold: 0.5), FBetaScore(beta: 2, threshold: 0.5)),
      (BinaryAccuracy(threshold: 0.3), BinaryAccuracy(threshold: 0.5)),
      (thresholds[0], thresholds[1]), (thresholds[0], BinaryAccuracy(threshold: 0.3)),
    ]
    for (a, b) in pairs {
      for over in [Over.pooled, .batch] {
        let found = try error(scoring(a, data, over: over), scoring(b, data, over: over))
        #expect(
          found?.contains("is of a metric with another configuration") == true, "\(a), \(over)")
      }
    }
  }

  /// Merging gives what one pass gives, also where that is an error.
  @Test(arguments: MetricCatalog.all.map(\.className), UInt64(0)..<6)
  func mergingRefusesWhatOnePassRefuses(className: String, seed: UInt64) throws {
    let metric = try CatalogLawTests.made(className)
    var random = Philox(seed: seed, stream: .test)
    let a = try CatalogLawTests.rows(className, 9, using: &random)
    let other = try CatalogLawTests.rows(className, 9, using: &random)
    for b in [other, try narrowed(a)] {
      guard let right = try? scoring(metric, b) else { continue }
      let left = try scoring(metric, a)
      var pass = left
      do {
        try pass.update(labels: b.labels, predictions: b.predictions)
      } catch {
        #expect(throws: MetricError.self, "\(className)") { try merged(left, right) }
        continue
      }
      let whole = try merged(left, right)
      #expect(try MetricState.encode(whole) == MetricState.encode(pass), "\(className)")
    }
  }

  /// Without the last column.
  private func narrowed(_ data: LabelledRows) throws -> LabelledRows {
    func cut(_ tensor: Tensor, _ width: Int) throws -> Tensor {
      guard tensor.rank == 2, tensor.shape.last == width, width > 1 else { return tensor }
      let kept = (0..<tensor.count).filter { $0 % width != width - 1 }
      return try rows(kept, of: tensor.reshaped([tensor.count]))
        .reshaped([tensor.rowCount, width - 1])
    }
    let width = data.predictions.shape.last ?? 1
    return LabelledRows(
      labels: try cut(data.labels, width), predictions: try cut(data.predictions, width))
  }
}
