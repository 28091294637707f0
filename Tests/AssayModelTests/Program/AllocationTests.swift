import AssayCore
import AssayModel
import CAllocations
import Testing

/// A step allocates nothing: everything was placed when the program was made.
struct AllocationTests {
  private static let counts = assay_allocations() >= 0

  private func trainer(_ build: (Symbol) -> Symbol) throws -> Trainer {
    let x = Input(40)
    let network = try Network(inputs: [x], outputs: [build(x)], seed: 0)
    return try Trainer(network, losses: [.huber()], optimizer: Adam(), threads: 1)
  }

  private func allocations(_ body: () throws -> Void) rethrows -> Int64 {
    let before = assay_allocations()
    try body()
    return assay_allocations() - before
  }

  @Test(.enabled(if: counts, "allocations cannot be counted here"))
  func theCounterCounts() {
    var kept: [[Int]] = []
    #expect(allocations { for i in 0..<100 { kept.append([i]) } } >= 100)
    #expect(kept.count == 100)
  }

  /// Every op of ours, with its gradient and an update.
  @Test(.enabled(if: counts, "allocations cannot be counted here"))
  func aThousandStepsAllocateNothing() throws {
    let trainer = try trainer { x in
      let scaled = LayerTests.Scale()(x)
      return Dropout(0.3)(Softmax()(scaled) * scaled.tanh())
        + scaled.mean(axis: -1).reshaped([-1, 1])
    }
    let program = try trainer.trainingProgram(batchSize: 16)
    try trainer.step(program, epoch: 0, step: 0, seed: 0)
    let count = try allocations {
      for step in 1...1_000 { try trainer.step(program, epoch: 0, step: step, seed: 0) }
    }
    #expect(count == 0)
  }

  /// oneDNN allocates whenever a primitive runs; what surrounds it does not, as above, and nothing grows.
  @Test(.enabled(if: counts, "allocations cannot be counted here"))
  func everyStepWithProductsAllocatesAlike() throws {
    let trainer = try trainer { Dense(40)(Dense(30, activation: .relu)($0)) }
    let program = try trainer.trainingProgram(batchSize: 16)
    for step in 0..<3 { try trainer.step(program, epoch: 0, step: step, seed: 0) }
    let one = try allocations { try trainer.step(program, epoch: 0, step: 3, seed: 0) }
    let many = try allocations {
      for step in 0..<1_000 { try trainer.step(program, epoch: 1, step: step, seed: 0) }
    }
    #expect(many == 1_000 * one)
  }
}
