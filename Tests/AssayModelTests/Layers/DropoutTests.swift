import AssayCore
import AssayModel
import CKernels
import Testing

/// Dropout is a function of seed, epoch, step and place, and of nothing else.
struct DropoutTests {
  private static let count = 4_000

  /// What comes of ones at one moment: the results of as many streams, one after the other in places.
  private func masks(
    rate: Float = 0.25, seed: UInt64 = 1, epoch: Int = 0, step: Int = 0, places: Int = 1,
    mode: Mode = .training, count: Int = count, threads: Int = 1
  ) throws -> [[Float]] {
    let x = Input(count)
    let network = try Network(
      inputs: [x], outputs: (0..<places).map { _ in Dropout(rate)(x) }, seed: 0)
    network.store.clock.pointee = assay_clock(
      seed: (UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32)),
      epoch: UInt32(epoch), step: UInt32(step))
    let program = try Program(
      ProgramGraph(inputs: network.inputs, results: network.outputs), batchSize: 1, mode: mode,
      store: network.store, streams: network.streams, threads: threads)
    let memory = program.inputs[0].assumingMemoryBound(to: Float.self)
    for i in 0..<count { memory[i] = 1 }
    try program.run()
    return program.results.map { $0.scalars(of: Float.self) }
  }

  /// The share dropped is within four standard errors, 4 √(rate (1 − rate) / n) ≤ 0.032.
  @Test(arguments: [0.1, 0.25, 0.5, 0.9] as [Float])
  func dropsItsShareAndScalesTheRest(rate: Float) throws {
    let got = try masks(rate: rate)[0]
    let dropped = got.count { $0 == 0 }
    #expect(abs(Float(dropped) / Float(got.count) - rate) < 0.032)
    #expect(Set(got) == [0, 1 / (1 - rate)])
  }

  @Test func isThePhiloxOfItsCounters() throws {
    let (seed, epoch, step) = (UInt64(0x1234_5678_9abc_def0), 3, 70_000)
    let got = try masks(rate: 0.3, seed: seed, epoch: epoch, step: step, places: 3)
    let clock = assay_clock(seed: (0x9abc_def0, 0x1234_5678), epoch: 3, step: 70_000)
    for (place, mask) in got.enumerated() {
      let kept = Plain.kept(count: Self.count, rate: 0.3, place: place, at: clock)
      #expect(mask.map { $0 != 0 } == kept)
    }
  }

  @Test func isTheSameAtTheSameMoment() throws {
    #expect(try masks() == masks())
  }

  /// Two masks of one rate agree in rate² + (1 − rate)² = 0.625 of their elements, within 0.031.
  @Test func everyMomentAndPlaceHasItsOwn() throws {
    let all = try [
      masks(places: 2)[0], masks(places: 2)[1], masks(seed: 2)[0], masks(seed: 1 << 32 | 1)[0],
      masks(epoch: 1)[0], masks(step: 1)[0], masks(epoch: 1, step: 1)[0], masks(step: 2)[0],
      masks(step: 65_536)[0], masks(epoch: 65_536)[0], masks(step: 256)[0],
    ]
    for a in all.indices {
      for b in 0..<a {
        let same = zip(all[a], all[b]).count { $0 == $1 }
        #expect(abs(Float(same) / Float(Self.count) - 0.625) < 0.031, "\(a) and \(b)")
      }
    }
  }

  @Test func doesNotDependOnThreads() throws {
    let count = 100_000
    #expect(try masks(count: count, threads: 1) == masks(count: count, threads: 2))
  }

  @Test func isTheInputItselfInInference() throws {
    #expect(try masks(mode: .inference)[0].allSatisfy { $0 == 1 })
    #expect(try masks(rate: 0)[0].allSatisfy { $0 == 1 })
  }

  @Test func theGradientHasTheSameMask() throws {
    let x = Symbol.input([500])
    let y = x.dropout(rate: 0.5)
    let found = gradients(of: y.sum().node, withRespectTo: [x.node])
    let got = try Evaluation(nodes: [y.node] + found.compactMap { $0 }, inputs: [x])(
      [Array(repeating: 1, count: 500)])
    #expect(got[0] == got[1])
    #expect(Set(got[0]) == [0, 2])
  }

  /// Every step of training drops anew, and the same step again drops the same.
  @Test func trainingStepsDropAnew() throws {
    func outputs() throws -> [[Float]] {
      let x = Input(50)
      let network = try Network(
        inputs: [x], outputs: [Dropout(0.5)(LayerTests.Scale()(x))], seed: 0)
      let trainer = try Trainer(
        network, losses: [.meanSquaredError], optimizer: SGD(learningRate: 0), threads: 1)
      let program = try trainer.trainingProgram(batchSize: 1)
      let memory = program.inputs[0].assumingMemoryBound(to: Float.self)
      for i in 0..<50 { memory[i] = 1 }
      return try [(0, 0), (0, 1), (1, 0), (0, 0)].map { epoch, step in
        try trainer.step(program, epoch: epoch, step: step, seed: 4)
        return program.results[2].scalars(of: Float.self)
      }
    }
    let got = try outputs()
    #expect(got[0] == got[3])
    #expect(Set(got).count == 3)
    #expect(try outputs() == got)
  }
}
