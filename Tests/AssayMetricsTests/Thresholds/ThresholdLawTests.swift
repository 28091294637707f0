import AssayCore
import AssayMetrics
import AssayTestSupport
import Testing

struct ThresholdLawTests {
  @Test(
    arguments: [
      "TruePositives", "FalsePositives", "Precision", "Recall", "AUC", "ExactAUC",
      "AveragePrecision", "SensitivityAtSpecificity", "PrecisionAtRecall",
    ], UInt64(0)..<10)
  func theLawsHold(className: String, seed: UInt64) throws {
    let entry = try #require(MetricCatalog.entry(class: className))
    let needed: [String: [String: MetricArgument]] = [
      "SensitivityAtSpecificity": ["specificity": 0.5], "PrecisionAtRecall": ["recall": 0.5],
    ]
    let metric = try entry.make(needed[className] ?? [:])
    var random = Philox(seed: seed, stream: .test)
    let rows = seed == 0 ? 0 : Int.random(in: 1...(seed % 3 == 0 ? 1500 : 60), using: &random)
    var data = LabelledRows(
      labels: Tensor((0..<rows).map { _ in Int.random(in: 0...1, using: &random) }),
      predictions: Tensor(
        (0..<rows).map { _ in Float(Int.random(in: 0...40, using: &random)) / 40 }))
    // A count of nothing is 0, not undefined.
    let known = className.hasSuffix("Positives") ? ["nothing has no value"] : []
    #expect(try brokenLaws(of: metric, over: data, using: &random) == known, "seed \(seed)")
    data.weights = fractionalWeights(rows, using: &random)
    #expect(try brokenLaws(of: metric, over: data, using: &random) == known, "weighted, \(seed)")
  }
}
