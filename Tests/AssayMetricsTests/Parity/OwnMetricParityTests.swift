import AssayCore
import AssayMetrics
import AssayTestSupport
import Testing

/// Metrics that Keras lacks, and those where it has no right answer to give, against scikit-learn,
/// SciPy, torchmetrics and formulas in NumPy.
struct OwnMetricParityTests {
  @Test(arguments: [
    "AdaptiveCalibrationError", "AveragePrecision", "BrierDecomposition", "BrierScore",
    "ConcordanceCorrelation", "ExactAUC",
    "ExplainedVariance", "F1Score", "LogLoss", "MaxError", "MeanBiasError", "MeanIoU",
    "MeanRelativeError",
    "MedianAbsoluteError", "OneHotIoU", "PearsonCorrelation", "PinballLoss", "R2Score",
  ])
  func everyCaseAgrees(className: String) throws {
    let document = try AssayTestSupport.Golden.json("parity/\(className).json", as: Document.self)
    #expect(document.cases.count >= 200)
    #expect(document.source.hasPrefix("scikit-learn 1.9.1, "))
    let empty = try #require(MetricCatalog.entry(class: className))
    for (place, sample) in document.cases.enumerated() {
      let whole = try sample.counted(empty.make(sample.arguments))
      let figures = whole.result.figures
      guard let wanted = sample.answer else {
        #expect(
          figures.allSatisfy { $0 == nil }, "case \(place) \(sample): \(figures), wanted none")
        continue
      }
      #expect(
        figures.map { $0 == nil } == wanted.map { $0 == nil }
          && isClose(
            figures.compactMap { $0 }, wanted.compactMap { $0 }, absolute: 1e-12, relative: 1e-9),
        "case \(place), \(sample): \(figures), wanted \(wanted)")
    }
  }

  private struct Document: Decodable {
    let source: String
    let cases: [Case]
  }

  struct Case: Decodable, CustomStringConvertible {
    let seed: Int
    let labels: Draws.Kind
    let labelShape: Shape
    let predictions: Draws.Kind
    let predictionShape: Shape
    let weights: Draws.Kind?
    let weightShape: Shape?
    let classes: Int?
    let arguments: [String: MetricArgument]
    /// `nil` where the figure is undefined, and so of one of several.
    let answer: [Double?]?
    let oracle: String

    private enum CodingKeys: String, CodingKey {
      case seed, classes
      case labels = "y"
      case labelShape = "ys"
      case predictions = "p"
      case predictionShape = "ps"
      case weights = "w"
      case weightShape = "ws"
      case arguments = "a"
      case answer = "r"
      case oracle = "by"
    }

    init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: CodingKeys.self)
      seed = try container.decode(Int.self, forKey: .seed)
      labels = try container.decode(Draws.Kind.self, forKey: .labels)
      labelShape = try container.decode(Shape.self, forKey: .labelShape)
      predictions = try container.decode(Draws.Kind.self, forKey: .predictions)
      predictionShape = try container.decode(Shape.self, forKey: .predictionShape)
      weights = try container.decodeIfPresent(Draws.Kind.self, forKey: .weights)
      weightShape = try container.decodeIfPresent(Shape.self, forKey: .weightShape)
      classes = try container.decodeIfPresent(Int.self, forKey: .classes)
      arguments =
        try container.decodeIfPresent([String: MetricArgument].self, forKey: .arguments) ?? [:]
      answer = try container.decodeIfPresent([Double?].self, forKey: .answer)
      oracle = try container.decode(String.self, forKey: .oracle)
    }

    var description: String {
      "\(arguments): \(labels) \(labelShape), \(predictions) \(predictionShape), weights "
        + "\(weights.map { "\($0)" } ?? "none") \(weightShape ?? []), \(oracle)"
    }

    /// The metric after the rows, the later half of them counted first, alone, and merged.
    func counted(_ metric: any CatalogMetric) throws -> any CatalogMetric {
      var draws = Draws(seed: seed)
      let labels = try draws.tensor(labels, labelShape, classes: classes ?? 1)
      let predictions = try draws.tensor(predictions, predictionShape, classes: classes ?? 1)
      let weights = try weights.map {
        try draws.tensor($0, weightShape ?? [], classes: 1)
      }
      let data = LabelledRows(labels: labels, predictions: predictions, weights: weights)
      func count<M: CatalogMetric>(_ empty: M) throws -> M {
        let half = data.count / 2
        var parts: [M] = []
        for rows in [Array(half..<data.count), Array(0..<half)] where !rows.isEmpty {
          var part = empty
          let batch = data[rows]
          try part.update(
            labels: batch.labels, predictions: batch.predictions, weights: batch.weights)
          parts.append(part)
        }
        return parts.dropFirst().reduce(into: parts[0]) { $0.merge($1) }
      }
      return try count(metric)
    }
  }
}
