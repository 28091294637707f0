import AssayCore
import AssayMetrics
import AssayTestSupport
import Testing

/// States of every metric of the catalog as bytes.
struct StateFileTests {
  private func scored(
    _ className: String, rows: Int, over: Over = .pooled, interval: Double? = nil,
    isGrouped: Bool = true
  ) throws -> Scoring {
    var random = Philox(seed: 3, stream: .test)
    let data = try CatalogLawTests.rows(className, rows, using: &random)
    var scoring = Scoring(
      metrics: [
        (
          key: "figure", metric: try CatalogLawTests.made(className, thresholds: 4),
          because: ["why"]
        )
      ],
      over: over, isGrouped: isGrouped, interval: interval)
    try scoring.update(
      labels: data.labels, predictions: data.predictions,
      weights: fractionalWeights(rows, using: &random),
      groups: (0..<rows).map { $0 % 3 == 0 ? "a" : "b" })
    return scoring
  }

  @Test(arguments: MetricCatalog.all.map(\.className), [Over.pooled, .batch])
  func whatIsWrittenIsReadAndGoesOn(className: String, over: Over) throws {
    for interval in [nil, 0.9] {
      var scoring = try scored(className, rows: 12, over: over, interval: interval)
      let bytes = try MetricState.encode(scoring)
      var read = try MetricState.decode(bytes, named: "x.assay")
      #expect(try MetricState.encode(read) == bytes)
      let again = try scored(className, rows: 7, over: over, interval: interval)
      try scoring.merge(again)
      try read.merge(again)
      #expect(try MetricState.encode(read) == MetricState.encode(scoring))
      for (a, b) in zip(read.overall, scoring.overall) {
        #expect(a.metric.result.isIdentical(to: b.metric.result))
      }
    }
  }

  @Test(arguments: MetricCatalog.all.map(\.className))
  func everyFlippedBitAndEveryMissingByteIsFound(className: String) throws {
    let bytes = try MetricState.encode(scored(className, rows: 2, isGrouped: false))
    var changed = bytes
    for place in bytes.indices {
      for bit in 0..<8 {
        changed[place] ^= 1 << bit
        if (try? MetricState.decode(changed, named: "x")) != nil {
          Issue.record("\(className): bit \(bit) of byte \(place) of \(bytes.count)")
        }
        changed[place] = bytes[place]
      }
      if (try? MetricState.decode(Array(bytes[..<place]), named: "x")) != nil {
        Issue.record("\(className): the first \(place) of \(bytes.count) bytes")
      }
    }
    #expect(throws: MetricStateError.self) { try MetricState.decode(bytes + [10], named: "x") }
  }
}
