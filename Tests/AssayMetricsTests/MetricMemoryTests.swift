import AssayCore
import AssayMetrics
import Testing

/// Metrics of many cells, which a line of a file may ask for in any number.
struct MetricMemoryTests {
  private let table = MeanIoU(numClasses: 4096)

  @Test func metricsAreAddedUp() throws {
    // 128 MiB, three times.
    var memory = MetricMemory(available: 1 << 30)
    try memory.add(table, key: "a")
    try memory.add(MetricOver(table, .batch), key: "b")
    try memory.add(MeanSquaredError(), key: "c")
    #expect(throws: MetricError.memory(metric: "d", bytes: 9 << 27, available: 1 << 30)) {
      try memory.add(table, key: "d")
    }
    let error = MetricError.memory(metric: "d", bytes: 3, available: 2)
    #expect(
      "\(error)"
        == "d: the metrics need 3 bytes of memory, and 2 are to be had; ask for fewer classes, "
        + "thresholds or metrics")
    var few = MetricMemory(available: 1 << 20)
    #expect(throws: MetricError.self) { try few.add(AUC(numThresholds: 100_000), key: "auc") }
    try few.add(AUC(), key: "auc")
  }

  /// Of what is only asked for, nothing is held: these would be 1,250 GiB.
  @Test func tablesAreMadeWhenTheyAreCounted() throws {
    let many = (0..<10_000).map { _ in MeanIoU(numClasses: 4096) }
    #expect(many[0] == many[9_999])
    #expect(many.allSatisfy { $0.value == nil })
    var one = MeanIoU(numClasses: 2)
    try one.update(labels: Tensor([1, 0] as [Int]), predictions: Tensor([1, 0] as [Int]))
    var other = MeanIoU(numClasses: 2)
    other.merge(one)
    #expect(other.value == 1)
    one.merge(MeanIoU(numClasses: 2))
    #expect(one == other)
    #expect(one != MeanIoU(numClasses: 2))
  }

  /// A million thresholds are put in order once.
  @Test func emptyCountsAreMadeInNoTime() {
    let start = ContinuousClock.now
    for _ in 0..<50 {
      let metric = AUC(numThresholds: 1_000_000)
      #expect(metric.empty == metric)
    }
    #expect(ContinuousClock.now - start < .seconds(15))
  }

  /// Those of another configuration are no other's.
  @Test func thresholdsAreSharedByConfiguration() throws {
    let y = Tensor([0, 1, 1] as [Int])
    let p = Tensor([-1, 0.25, 2] as [Float])
    var logits = AUC(numThresholds: 2000, fromLogits: true)
    var probabilities = AUC(numThresholds: 2000)
    var again = AUC(numThresholds: 2000, fromLogits: true)
    try logits.update(labels: y, predictions: p)
    try again.update(labels: y, predictions: p)
    try probabilities.update(labels: y, predictions: Tensor([0.1, 0.2, 0.9] as [Float]))
    #expect(logits == again)
    #expect(logits != probabilities)
    #expect(logits.value == 1)
  }

  @Test func weightedThresholdsAreCountedBeforeTheyAreHeld() {
    var metric = AUC(numThresholds: 1_000_000, multiLabel: true)
    let rows = Tensor([[Float]](repeating: [Float](repeating: 0, count: 1000), count: 1))
    #expect(throws: MetricError.self) {
      try metric.update(labels: rows, predictions: rows, weights: Tensor([0.5] as [Float]))
    }
    #expect(metric == metric.empty)
  }
}
