import AssayCore
import AssayMetrics
import AssayTestSupport
import Testing

/// However data are split, ordered and merged, there is one answer: 10,000 ways over the catalog.
struct SplitLawTests {
  private static let ways = 10_000 / MetricCatalog.all.count + 1

  @Test(arguments: MetricCatalog.all.map(\.className))
  func everyTreeOfShardsGivesTheBitsOfOnePass(className: String) throws {
    try tryAll(CatalogLawTests.made(className), className)
  }

  private func tryAll<M: CatalogMetric>(_ metric: M, _ className: String) throws {
    var random = Philox(seed: 20, stream: .test, node: 2)
    var data = try CatalogLawTests.rows(className, 24, using: &random)
    var whole = try counted(metric, data)
    for way in 0..<Self.ways {
      // Half of the ways with weights.
      if way == Self.ways / 2 {
        data.weights = fractionalWeights(24, using: &random)
        whole = try counted(metric, data)
      }
      let merged = try mergedShards(metric, data, using: &random)
      let isSame =
        merged == whole && merged.value?.bitPattern == whole.value?.bitPattern
        && merged.result.isIdentical(to: whole.result)
      guard isSame else {
        Issue.record("\(className), way \(way): \(merged.result) against \(whole.result)")
        return
      }
    }
    let merged = try mergedShards(metric, data, using: &random)
    #expect(try JSON.encodeState(merged) == JSON.encodeState(whole), "\(className)")
  }

  /// Rows in any order, cut into shards, each counted in batches of any size, merged in any tree.
  private func mergedShards<M: CatalogMetric>(
    _ metric: M, _ data: LabelledRows, using random: inout Philox
  ) throws -> M {
    var rows = (0..<data.count).shuffled(using: &random)[...]
    var states: [M] = []
    while !rows.isEmpty || states.isEmpty {
      let count = Int.random(in: 0...rows.count, using: &random)
      let shard = rows.prefix(count)
      rows = rows.dropFirst(count)
      let cut = Int.random(in: 0...count, using: &random)
      var state = try counted(metric, data[Array(shard.prefix(cut))])
      let rest = data[Array(shard.dropFirst(cut))]
      try state.update(
        labels: rest.labels, predictions: rest.predictions, weights: rest.weights)
      states.append(state)
    }
    while states.count > 1 {
      let taken = states.remove(at: Int.random(in: states.indices, using: &random))
      states[Int.random(in: states.indices, using: &random)].merge(taken)
    }
    return states[0]
  }

  private func counted<M: CatalogMetric>(_ metric: M, _ data: LabelledRows) throws -> M {
    var metric = metric.empty
    try metric.update(
      labels: data.labels, predictions: data.predictions, weights: data.weights)
    return metric
  }
}
