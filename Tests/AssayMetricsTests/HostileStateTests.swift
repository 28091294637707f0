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
        let changed = Self.changed(content, using: &random)
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

  private static var extremes: [Any] {
    [
      -1, 0, 1, 0.5, 3, 1 << 31, (1 << 48) - 1, 1 << 48, 1 << 53, Int.max, Int.min, 1e300, -1e300,
      1e-300, NSNull(), "x", [Any](), [String: Any](), [1, 2, 3], true,
    ]
  }

  /// The content with one thing changed, somewhere.
  private static func changed(_ content: Any, using random: inout Philox) -> Any {
    let isLeaf = Int.random(in: 0..<8, using: &random) == 0
    switch content {
    case var object as [String: Any] where !object.isEmpty && !isLeaf:
      let key = object.keys.sorted()[Int.random(in: 0..<object.count, using: &random)]
      if Int.random(in: 0..<8, using: &random) == 0 {
        object[key] = nil
      } else {
        object[key] = changed(object[key] ?? NSNull(), using: &random)
      }
      return object
    case var list as [Any] where !list.isEmpty && !isLeaf:
      let place = Int.random(in: list.indices, using: &random)
      switch Int.random(in: 0..<8, using: &random) {
      case 0: list.remove(at: place)
      case 1: list.append(list[place])
      case 2: list.swapAt(place, 0)
      default: list[place] = changed(list[place], using: &random)
      }
      return list
    default: return extremes[Int.random(in: extremes.indices, using: &random)]
    }
  }
}
