import AssayCore
import AssayMetrics
import AssayTestSupport
import Testing

/// Every threshold metric against what Keras, and scikit-learn, answered about the same arrays.
struct ThresholdGoldenTests {
  @Test func countsPrecisionAndRecallAreKerass() throws {
    let goldens = try ThresholdGoldens("counts.json")
    #expect(goldens.versions["keras"] == "3.15.1, tensorflow backend")
    try expectAgreement(goldens)
  }

  @Test func constrainedFiguresAreKerass() throws {
    let constraints = [
      "SensitivityAtSpecificity": "specificity", "SpecificityAtSensitivity": "sensitivity",
      "PrecisionAtRecall": "recall", "RecallAtPrecision": "precision",
    ]
    let goldens = try ThresholdGoldens("constrained.json")
    try expectAgreement(
      goldens,
      arguments: { className, arguments in
        var arguments = arguments
        arguments[try #require(constraints[className])] = arguments.removeValue(forKey: "least")
        return arguments
      })
  }

  @Test func areasFromBucketsAreKerass() throws {
    try expectAgreement(try ThresholdGoldens("auc.json"))
  }

  @Test func areasFromEveryScoreAreScikitLearns() throws {
    let goldens = try ThresholdGoldens("exact.json")
    #expect(goldens.versions["sklearn"] == "1.9.1")
    try expectAgreement(goldens, relative: 1e-12)
  }

  private func expectAgreement(
    _ goldens: ThresholdGoldens, relative: Double = 1e-5,
    arguments: (String, [String: MetricArgument]) throws -> [String: MetricArgument] = { $1 }
  ) throws {
    #expect(goldens.cases.count >= 200)
    for (place, sample) in goldens.cases.enumerated() {
      for (className, wanted) in sample.answers {
        let entry = try #require(MetricCatalog.entry(class: className))
        let metric = try entry.make(arguments(className, sample.arguments))
        let counted = try sample.counted(metric)
        let found = (counted.kerasResult ?? counted.result).figures
        #expect(
          isClose(
            found.map { $0 ?? .nan }, wanted, absolute: relative == 1e-5 ? 1e-6 : 0,
            relative: relative),
          "case \(place), \(className) \(sample.arguments): \(found), wanted \(wanted)")
        let merged = try sample.counted(metric, isMerged: true)
        #expect(merged.result.isIdentical(to: counted.result), "case \(place), \(className)")
      }
    }
  }
}
