import AssayCore
import AssayMetrics
import AssayTestSupport
import Testing

/// The interval of every metric against that of rows drawn again, which knows no formula.
struct IntervalWidthTests {
  /// Those that have no interval of their own: of several figures, of columns that belong together, of
  /// an extreme.
  static let without = [
    "BrierDecomposition", "ClassificationReport", "ConfusionMatrix", "F1Score", "FBetaScore",
    "MaxError",
  ]

  @Test(arguments: MetricCatalog.all.map(\.className).filter { !without.contains($0) })
  func itIsAsWideAsResamplingSays(className: String) throws {
    let metric = try CatalogLawTests.made(className)
    var random = Philox(seed: 7, stream: .test)
    var data =
      try rows(className, using: &random)
      ?? CatalogLawTests.rows(className, 400, using: &random)
    try compare(metric, data)
    data.weights = Tensor(
      (0..<400).map { _ in Float(Int.random(in: 0...8, using: &random)) / 4 })
    try compare(metric, data)
  }

  /// Of one output, where several would belong together, and with figures away from their ends.
  private func rows(_ className: String, using random: inout Philox) throws -> LabelledRows? {
    func numbers() -> [Double] {
      (0..<400).map { _ in Double.random(in: -1...1, using: &random) }
    }
    switch className {
    case "R2Score", "ExplainedVariance", "PearsonCorrelation", "ConcordanceCorrelation":
      // Far from 0, with long tails and errors that have a mean.
      let labels = numbers().map { 500 + $0 * $0 * $0 }
      let errors = numbers().map { 0.2 + $0 * $0 * $0 * 0.4 }
      return LabelledRows(labels: Tensor(labels), predictions: Tensor(zip(labels, errors).map(+)))
    case "HitRate", "TopKCategoricalAccuracy", "SparseTopKCategoricalAccuracy":
      let indices = (0..<400).map { _ in Int.random(in: 0..<14, using: &random) }
      let scores = try Tensor((0..<14).flatMap { _ in numbers() }, shape: [400, 14])
      guard className != "SparseTopKCategoricalAccuracy" else {
        return LabelledRows(labels: Tensor(indices), predictions: scores)
      }
      let rows = indices.flatMap { label in (0..<14).map { Float($0 == label ? 1 : 0) } }
      return LabelledRows(labels: try Tensor(rows, shape: [400, 14]), predictions: scores)
    case "MeanSquaredError", "MeanAbsoluteError":
      return LabelledRows(labels: Tensor(numbers()), predictions: Tensor(numbers()))
    default: return nil
    }
  }

  private func compare<M: CatalogMetric>(_ metric: M, _ data: LabelledRows) throws {
    var resampled = Bootstrap(metric, replicates: 300, seed: 3)
    try resampled.update(
      labels: data.labels, predictions: data.predictions, weights: data.weights)
    let own = try #require(resampled.metric.interval(level: 0.9), "\(M.className)")
    let drawn = try #require(resampled.interval(level: 0.9), "\(M.className)")
    let value = try #require(resampled.value)
    #expect(own.low <= value && value <= own.high, "\(M.className): \(value) in \(own)")
    let ratio = (own.high - own.low) / (drawn.high - drawn.low)
    #expect(ratio > 0.8 && ratio < 1.25, "\(M.className): \(own) against \(drawn)")
  }
}
