import AssayCore
import AssayMetrics
import AssayTestSupport
import Testing

struct BootstrapTests {
  private let labels = Tensor((0..<90).map { $0 % 3 == 0 ? 0 : 1 })
  private let predictions = Tensor([Float](repeating: 0.9, count: 90))

  private func counted(
    _ ranges: [Range<Int>], weights: Tensor? = nil, seed: UInt64 = 3
  ) throws -> Bootstrap<BinaryAccuracy> {
    var bootstrap = Bootstrap(BinaryAccuracy(), seed: seed)
    for range in ranges {
      try bootstrap.update(
        labels: labels[rows: range], predictions: predictions[rows: range],
        weights: weights.map { $0[rows: range] }, firstRow: range.lowerBound)
    }
    return bootstrap
  }

  @Test func theIntervalIsThatOfTheTheory() throws {
    let bootstrap = try counted([0..<90])
    #expect(bootstrap.value == 60.0 / 90)
    let interval = try #require(bootstrap.interval(level: 0.95))
    // 1.96 · √(2/3 · 1/3 / 90) = 0.097
    #expect(abs(interval.low - 0.569) < 0.03)
    #expect(abs(interval.high - 0.764) < 0.03)
    let narrow = try #require(bootstrap.interval(level: 0.5))
    #expect(narrow.low > interval.low && narrow.high < interval.high)
  }

  @Test func anyCutAndOrderGivesTheSameReplicates() throws {
    var random = Philox(seed: 1, stream: .test)
    for weights in [nil, fractionalWeights(90, using: &random)] {
      let whole = try counted([0..<90], weights: weights)
      #expect(try counted([50..<90, 0..<7, 7..<50], weights: weights) == whole)
      var merged = try counted([50..<90], weights: weights)
      merged.merge(try counted([0..<50], weights: weights))
      #expect(merged == whole)
    }
  }

  @Test func batchesFollowEachOtherByThemselves() throws {
    var bootstrap = Bootstrap(BinaryAccuracy(), seed: 3)
    for range in [0..<20, 20..<90] {
      try bootstrap.update(labels: labels[rows: range], predictions: predictions[rows: range])
    }
    #expect(bootstrap == (try counted([0..<90])))
    #expect(bootstrap.nextRow == 90)
  }

  @Test func anotherSeedGivesOtherReplicates() throws {
    #expect(try counted([0..<90], seed: 4).replicates != counted([0..<90]).replicates)
  }

  @Test func nothingHasNoInterval() {
    #expect(Bootstrap(BinaryAccuracy()).interval(level: 0.95) == nil)
    #expect(Bootstrap(BinaryAccuracy()).value == nil)
  }

  @Test func aFailingBatchCountsNothing() throws {
    var bootstrap = try counted([0..<90])
    let before = bootstrap
    #expect(throws: MetricError.self) {
      try bootstrap.update(
        labels: Tensor([1, 0]), predictions: Tensor([0.5, .nan] as [Float]), weights: nil)
    }
    do {
      try bootstrap.update(
        labels: labels, predictions: predictions, weights: nil, firstRow: -1)
      Issue.record("counted")
    } catch {
      #expect(
        "\(error)" == "Bootstrap: firstRow is -1; wanted the number of a row, 0 or more")
    }
    #expect(bootstrap == before)
  }

  @Test func whatWasSavedIsReadBack() throws {
    let bootstrap = try counted([0..<90])
    let saved = try JSON.encode(bootstrap)
    #expect(try JSON.decode(Bootstrap<BinaryAccuracy>.self, from: saved) == bootstrap)
    #expect(throws: MetricError.configuration(metric: "Bootstrap of BinaryAccuracy")) {
      try JSON.restore(Bootstrap(BinaryAccuracy(), seed: 4), from: saved)
    }
  }
}
