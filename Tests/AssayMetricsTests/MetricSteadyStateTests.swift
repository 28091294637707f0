import AssayCore
import AssayMetrics
import AssayTestSupport
import CAllocations
import Testing

/// Once warm, a metric of constant size takes nothing from the heap for a small batch.
@Suite(
  .enabled(if: isOptimised, "the loops of an update are free of allocations once optimised"),
  .enabled(if: assay_allocations() >= 0, "allocations cannot be counted here"))
struct MetricSteadyStateTests {
  /// Those that put a few rows aside to sort, to bin or to multiply them.
  static let puttingAside = [
    "BrierDecomposition", "ExpectedCalibrationError", "ExplainedVariance", "HitRate", "MaxError",
    "MeanReciprocalRank", "NDCG", "R2Score",
  ]

  @Test(
    arguments: MetricCatalog.all.filter { !$0.isGrowing }.map(\.className)
      .filter { !puttingAside.contains($0) })
  func anUpdateAllocatesNothing(className: String) throws {
    try update(CatalogLawTests.made(className), className)
  }

  private func update<M: CatalogMetric>(_ metric: M, _ className: String) throws {
    var random = Philox(seed: 1, stream: .test)
    var data = try CatalogLawTests.rows(className, 32, using: &random)
    data.weights = Tensor((0..<32).map { Float($0 % 3) })
    for weights in [nil, data.weights] {
      var metric = metric
      func count() throws -> Int64 {
        let before = assay_allocations()
        for _ in 0..<200 {
          try metric.update(
            labels: data.labels, predictions: data.predictions, weights: weights)
        }
        return assay_allocations() - before
      }
      _ = try count()
      // The runtime's own caches grow now and then.
      let least = try (0..<3).map { _ in try count() }.min() ?? 0
      #expect(least < 20, "\(className): \(Double(least) / 200) for a batch")
    }
  }
}
