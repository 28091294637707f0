import AssayCore
import AssayMetrics
import AssayTestSupport
import Testing

/// The laws of threshold and area metrics over rows of labels, with the arguments that choose among them.
struct ThresholdArgumentLawTests {
  private static let configured: [(String, [String: MetricArgument])] = [
    ("TrueNegatives", [:]), ("FalseNegatives", [:]),
    ("Precision", ["top_k": 2, "thresholds": 0.5]),
    ("Recall", ["top_k": 1, "class_id": 2, "thresholds": [0, 0.5]]),
    ("Recall", ["class_id": 1, "from_logits": true]),
    ("SpecificityAtSensitivity", ["sensitivity": 0.6, "class_id": 0]),
    ("RecallAtPrecision", ["precision": 0.4, "num_thresholds": 5]),
    ("AUC", ["multi_label": true, "label_weights": [1, 2, 0.5]]),
    ("AUC", ["curve": "PR", "thresholds": [0.3, 0.5, 0.9]]), ("ExactAUC", ["multi_label": true]),
    ("AveragePrecision", ["multi_label": true]),
  ]

  @Test(arguments: configured.indices, UInt64(1)..<5)
  func theLawsHold(place: Int, seed: UInt64) throws {
    let (className, arguments) = Self.configured[place]
    let metric = try #require(MetricCatalog.entry(class: className)).make(arguments)
    var random = Philox(seed: seed, stream: .test)
    let rows = Int.random(in: 1...(seed == 4 ? 400 : 30), using: &random)
    var data = try #require(thresholdSamples(for: className, rows: rows, using: &random))
    // A count of nothing is 0, not undefined.
    let known = className.hasSuffix("Negatives") ? ["nothing has no value"] : []
    #expect(
      try brokenLaws(of: metric, over: data, using: &random) == known,
      "\(className) \(arguments), seed \(seed)")
    data.weights = fractionalWeights(rows, using: &random)
    #expect(
      try brokenLaws(of: metric, over: data, using: &random) == known,
      "\(className) \(arguments), weighted, seed \(seed)")
  }

  @Test func aStateOfTopKIsSaved() throws {
    // JSON has no infinity, which stands for the threshold below every score.
    let precision = Precision(topK: 2)
    #expect(throws: Never.self) { try JSON.encodeState(precision) }
  }
}
