import AssayCore
import AssayData
import AssayMetrics
import AssayModel
import AssayTestSupport
import AssayTraining
import CAllocations
import Testing

/// A step of training or evaluation takes nothing from the heap but what oneDNN itself takes when one
/// of its primitives is run. Counted where the C library lets the test program come before its
/// `malloc` (glibc, no sanitizer), in a release build: in a debug build values go over the heap that else
/// stay in registers.
@Suite(
  .enabled(if: isOptimised, "the loop round a step is free of allocations once optimised"),
  .enabled(if: assay_allocations() >= 0, "allocations cannot be counted here"))
struct SteadyStateTests {
  private let output: Symbol
  private let input: Symbol

  init() {
    input = Input(6)
    output = Dense(3)(Dropout(0.2)(Dense(16, activation: .relu)(input)))
  }

  private func model(_ metrics: MetricRequests) throws -> Model {
    let model = Model(inputs: [input], outputs: [output])
    try model.compile(optimizer: Adam(), loss: .crossentropy, metrics: metrics)
    return model
  }

  /// The allocations of one bare run of the same program: oneDNN's own.
  private func oneDNN(
    _ program: (Trainer) throws -> Program
  ) throws -> Int64 {
    let network = try Network(inputs: [input], outputs: [output], seed: 0)
    let trainer = try Trainer(
      network, losses: [.sparseCategoricalCrossentropy(fromLogits: true)], optimizer: Adam())
    let program = try program(trainer)
    try program.run()
    return try leastAllocations { for _ in 0..<10 { try program.run() } } / 10
  }

  private func allocations(_ body: () throws -> Void) rethrows -> Int64 {
    let before = assay_allocations()
    try body()
    return assay_allocations() - before
  }

  /// The least of three counts: the Swift runtime's own caches grow now and then, on whatever thread.
  private func leastAllocations(_ body: () throws -> Void) rethrows -> Int64 {
    try (0..<3).map { _ in try allocations(body) }.min() ?? 0
  }

  /// What each of 490 further steps allocates, in whole hundredths: one allocation now and then of
  /// the runtime's is none of a step's.
  private func perStep(_ run: (Dataset) throws -> Void) throws -> Double {
    let few = try classified(8 * 10)
    let many = try classified(8 * 500)
    try run(few)
    let base = try leastAllocations { try run(few) }
    let more = try leastAllocations { try run(many) }
    return (Double(more - base) / 490 * 100).rounded() / 100
  }

  @Test func allocationsAreCounted() {
    let before = assay_allocations()
    let memory = UnsafeMutableRawPointer.allocate(byteCount: 1 << 20, alignment: 64)
    memory.storeBytes(of: 1, as: UInt8.self)
    memory.deallocate()
    #expect(assay_allocations() > before)
  }

  @Test(
    arguments: [
      [], [.accuracy], ["sparse_categorical_accuracy", "sparse_top_k_categorical_accuracy"],
    ] as [MetricRequests])
  func aStepOfTrainingAllocatesNothing(metrics: MetricRequests) throws {
    let model = try model(metrics)
    let own = try oneDNN { try $0.trainingProgram(batchSize: 8) }
    let step = try perStep { try model.fit($0, batchSize: 8, progress: .silent) }
    #expect(step == Double(own))
  }

  @Test func aCallbackThatOnlyLooksAtEpochsChangesNothing() throws {
    let model = try model([.accuracy])
    let own = try oneDNN { try $0.trainingProgram(batchSize: 8) }
    let step = try perStep {
      try model.fit(
        $0, batchSize: 8, callbacks: [EarlyStopping(monitor: "loss")], progress: .silent)
    }
    #expect(step == Double(own))
  }

  @Test func aStepOfEvaluationAllocatesNothing() throws {
    let model = try model([.accuracy])
    let own = try oneDNN { try $0.evaluationProgram(batchSize: 8) }
    let step = try perStep { _ = try model.evaluate($0, batchSize: 8) }
    #expect(step == Double(own))
  }

  @Test func aStepOfPredictionAllocatesNothing() throws {
    let model = try model([.accuracy])
    let own = try oneDNN { try $0.evaluationProgram(batchSize: 8) }
    let step = try perStep { _ = try model.predict($0.inputs, batchSize: 8) }
    #expect(step == Double(own))
  }

  @Test func withoutOneDNNThereIsNothingAtAll() throws {
    final class Scale: Layer {
      override func call(_ x: Symbol, _ scope: Scope) -> Symbol {
        x * scope.parameter("scale", [1], .ones)
      }
    }
    let x = Input(6)
    let model = Model(inputs: x, outputs: Scale()(x))
    try model.compile(optimizer: SGD(), loss: "mse", metrics: ["mae", "mse"])
    let step = try perStep {
      try model.fit(
        Dataset($0.inputs[0], $0.inputs[0]), batchSize: 8, progress: .silent)
    }
    #expect(step == 0)
  }
}
