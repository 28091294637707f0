import AssayCore
import AssayMetrics
import AssayTestSupport
import Testing

/// The laws of every metric, for those over classes, rankings and calibration.
struct ClassLawTests {
  static let metrics: [any CatalogMetric] = [
    BinaryIoU(), IoU(numClasses: 3, targetClassIDs: [0, 2]), MeanIoU(numClasses: 3),
    OneHotIoU(numClasses: 3, targetClassIDs: [1]), OneHotMeanIoU(numClasses: 3),
    F1Score(average: .macro), F1Score(average: .micro, threshold: 0.25),
    FBetaScore(average: .weighted, beta: 2), BalancedAccuracy(), MatthewsCorrelation(),
    CohenKappa(),
    CohenKappa(weights: .quadratic), ConfusionMatrix(), ClassificationReport(),
    MulticlassPrecision(), MulticlassRecall(average: .weighted), MulticlassFBeta(average: .micro),
    ExpectedCalibrationError(), BrierDecomposition(), AdaptiveCalibrationError(), NDCG(k: 3),
    HitRate(k: 1), MeanReciprocalRank(),
  ]

  @Test(arguments: metrics.indices, UInt64(0)..<8)
  func everyMetricObeysTheLaws(index: Int, seed: UInt64) throws {
    try obeys(Self.metrics[index], seed: seed)
  }

  private func obeys<M: CatalogMetric>(_ metric: M, seed: UInt64) throws {
    var random = Philox(seed: seed, stream: .test)
    let rows = seed == 0 ? 0 : Int.random(in: 1...(seed % 4 == 0 ? 700 : 60), using: &random)
    var data = try #require(
      try classSamples(for: M.className, rows: rows, using: &random), "\(M.className)")
    #expect(try brokenLaws(of: metric, over: data, using: &random) == [], "\(M.className)")
    data.weights = fractionalWeights(rows, using: &random)
    #expect(
      try brokenLaws(of: metric, over: data, using: &random) == [], "\(M.className), weighted")
    let again = try M(arguments: MetricArguments(M.className, metric.arguments))
    #expect(again == metric)
  }
}
