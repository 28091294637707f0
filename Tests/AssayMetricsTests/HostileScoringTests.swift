import AssayCore
import AssayMetrics
import AssayTestSupport
import Foundation
import Testing

/// State files whose checksum is right and whose content is not: refused, or harmless; never a trap.
struct HostileScoringTests {
  private static let ways: [(over: Over, interval: Double?, changes: Int)] = [
    (.pooled, nil, 16), (.pooled, 0.9, 2), (.batch, 0.9, 6),
  ]

  @Test(arguments: MetricCatalog.all.map(\.className))
  func anyChangeOfAFileIsRefusedOrHarmless(className: String) throws {
    for way in Self.ways {
      try change(
        CatalogLawTests.made(className, thresholds: 6), CatalogLawTests.rows, className, way)
    }
  }

  @Test(arguments: MetricCatalog.all.map(\.className).filter(KerasMetric.classNames.contains))
  func anyChangeOfAFileOfKerassOwnFiguresIsRefusedOrHarmless(className: String) throws {
    let native = try CatalogLawTests.made(className, thresholds: 6)
    let metric = try KerasMetric(className: className, configuration: native.arguments)
    try change(metric, CatalogLawTests.rows, className, Self.ways[0])
    try change(metric, CatalogLawTests.rows, className, Self.ways[2])
  }

  private func change(
    _ metric: any Metric, _ rows: (String, Int, inout Philox) throws -> LabelledRows,
    _ className: String, _ way: (over: Over, interval: Double?, changes: Int)
  ) throws {
    var random = Philox(seed: 11, stream: .test)
    let data = try rows(className, 6, &random)
    var good = Scoring(
      metrics: [(key: "figure", metric: metric, because: ["why"])], over: way.over,
      isGrouped: true, interval: way.interval)
    func update(_ scoring: inout Scoring) throws {
      try scoring.update(
        labels: data.labels, predictions: data.predictions,
        groups: ["a", "b", "a", "a", "b", "c"])
    }
    try update(&good)
    let content = try StateFile.content(of: MetricState.encode(good))
    for _ in 0..<way.changes {
      let changed = Mutation.changed(content, using: &random)
      guard JSONSerialization.isValidJSONObject(changed),
        var read = try? MetricState.decode(StateFile.bytes(of: changed), named: "x")
      else { continue }
      show(read)
      try? read.merge(good)
      var other = good
      try? other.merge(read)
      try? other.merge(read)
      try? update(&read)
      show(read)
      show(other)
    }
  }

  /// What is read must bear all that is asked of a scoring.
  private func show(_ scoring: Scoring) {
    for scored in scoring.overall + scoring.groups.flatMap(\.metrics) {
      let metric = scored.metric
      _ = (metric.value, "\(metric.result)", metric.interval(), metric.kerasResult, metric.notes)
    }
    _ = try? MetricState.encode(scoring)
  }
}
