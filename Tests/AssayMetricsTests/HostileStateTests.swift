import AssayCore
import AssayMetrics
import AssayTestSupport
import Foundation
import Testing

/// States that say what cannot be: refused, or harmless; never a trap.
struct HostileStateTests {
  @Test(arguments: MetricCatalog.all.map(\.className))
  func anyChangeOfTheContentIsRefusedOrHarmless(className: String) throws {
    try change(CatalogLawTests.made(className, thresholds: 6), className)
  }

  private func change<M: CatalogMetric>(_ metric: M, _ className: String) throws {
    var random = Philox(seed: 5, stream: .test)
    let data = try CatalogLawTests.rows(className, 6, using: &random)
    let weighted = fractionalWeights(6, using: &random)
    var harmless = 0
    for weights in [nil, weighted] {
      var good = metric.empty
      try good.update(labels: data.labels, predictions: data.predictions, weights: weights)
      let text = try JSON.encodeState(good)
      let content = try JSONSerialization.jsonObject(with: Data(text.utf8))
      for _ in 0..<80 {
        let changed = Mutation.changed(content, using: &random)
        guard JSONSerialization.isValidJSONObject(changed) else { continue }
        let bytes = try JSONSerialization.data(withJSONObject: changed)
        guard
          var read = try? JSON.restore(metric, from: String(decoding: bytes, as: UTF8.self))
        else { continue }
        harmless += 1
        // What is read must bear all that a metric is for.
        _ = (read.value, "\(read.result)", read.interval(), read.kerasResult, read.notes)
        _ = try JSON.encodeState(read)
        try? read.update(
          labels: data.labels, predictions: data.predictions, weights: weights)
        if read.empty == good.empty {
          read.merge(good)
          var other = good
          other.merge(read)
          other.merge(read)
          _ = (other.value, "\(other.result)", other.interval(), other == read)
        }
      }
    }
    #expect(harmless < 160, "\(className): no change was refused")
  }
}
