import AssayCore
import AssayData
import AssayMetrics
import AssayModel
import AssayTraining
import CAllocations
import Testing

/// A step of training or evaluation takes nothing from the heap. Counted where the C library lets the
/// test program come before its `malloc` (glibc, no sanitizer).
@Suite(.enabled(if: assay_allocations() >= 0))
struct SteadyStateTests {
  @Test func allocationsAreCounted() {
    let before = assay_allocations()
    let memory = UnsafeMutableRawPointer.allocate(byteCount: 1 << 20, alignment: 64)
    memory.storeBytes(of: 1, as: UInt8.self)
    memory.deallocate()
    #expect(assay_allocations() > before)
  }

  private func allocations(_ body: () throws -> Void) rethrows -> Int64 {
    let before = assay_allocations()
    try body()
    return assay_allocations() - before
  }

  @Test(
    arguments: [
      [.accuracy], ["sparse_categorical_accuracy", "sparse_top_k_categorical_accuracy"], [],
    ] as [[MetricRequest]])
  func stepsOfTrainingAllocateNothing(metrics: [MetricRequest]) throws {
    let few = try classified(8 * 10)
    let many = try classified(8 * 500)
    let model = try classifier(dropout: 0.2)
    try model.compile(optimizer: Adam(), loss: .crossentropy, metrics: metrics)
    func run(_ data: Dataset) throws {
      try model.fit(data, batchSize: 8, progress: .silent)
    }
    try run(few)
    let base = try allocations { try run(few) }
    #expect(try allocations { try run(many) } == base)
  }

  @Test func aCallbackThatOnlyLooksAtEpochsChangesNothing() throws {
    let few = try classified(8 * 10)
    let many = try classified(8 * 500)
    let model = try classifier()
    func run(_ data: Dataset) throws {
      try model.fit(
        data, batchSize: 8, callbacks: [EarlyStopping(monitor: "loss")], progress: .silent)
    }
    try run(few)
    let base = try allocations { try run(few) }
    #expect(try allocations { try run(many) } == base)
  }

  @Test func stepsOfARegressionAllocateNothing() throws {
    let model = try zeroModel()
    try model.compile(optimizer: still, loss: "mse", metrics: ["mae", "mse"])
    let (few, many) = (try counted(20), try counted(1000))
    try model.fit(few, batchSize: 2, progress: .silent)
    let base = try allocations { try model.fit(few, batchSize: 2, progress: .silent) }
    #expect(
      try allocations { try model.fit(many, batchSize: 2, progress: .silent) } == base)
  }

  @Test func stepsOfEvaluationAndPredictionAllocateNothing() throws {
    let few = try classified(8 * 10)
    let many = try classified(8 * 500)
    let model = try classifier()
    _ = try model.evaluate(few, batchSize: 8)
    _ = try model.predict(few.inputs, batchSize: 8)
    let evaluation = try allocations { _ = try model.evaluate(few, batchSize: 8) }
    #expect(try allocations { _ = try model.evaluate(many, batchSize: 8) } == evaluation)
    let prediction = try allocations { _ = try model.predict(few.inputs, batchSize: 8) }
    #expect(
      try allocations { _ = try model.predict(many.inputs, batchSize: 8) } == prediction)
  }
}
