import AssayCore
import AssayModel
import CKernels
import Testing

/// Threads share out the work of large programs; the same number of them gives the same bits.
struct ThreadTests {
  private func dense() -> (x: Symbol, y: Symbol) {
    let x = Input(300)
    return (x, Dense(10)(Dropout(0.2)(Dense(200, activation: .tanh)(x))))
  }

  /// Every way that a convolution is computed.
  private func convolutions() -> (x: Symbol, y: Symbol) {
    let x = Input(13, 12, 3)
    var y = Conv2D(16, kernelSize: 3, strides: 2)(ZeroPadding2D(1)(x))
    y = ReLU(maxValue: 6)(BatchNormalization()(Conv2D(48, kernelSize: 1, useBias: false)(y)))
    y = DepthwiseConv2D(kernelSize: 3, padding: .same, useBias: false)(y)
    y = Conv2D(16, kernelSize: 3, padding: .same)(BatchNormalization()(y))
    return (x, Dense(10)(GlobalAveragePooling2D()(y)))
  }

  private func train(
    threads: Int, _ model: (x: Symbol, y: Symbol)
  ) throws -> (threads: Int, weights: [Tensor], losses: [Float]) {
    let network = try Network(inputs: [model.x], outputs: [model.y], seed: 4)
    let trainer = try Trainer(
      network, losses: [.categoricalCrossentropy(fromLogits: true)], optimizer: Adam(),
      threads: threads)
    let program = try trainer.trainingProgram(batchSize: 170)
    var numbers = Numbers(seed: 1)
    for (index, input) in program.inputTensors.enumerated() {
      program.inputs[index].assumingMemoryBound(to: Float.self)
        .update(from: numbers.uniform(input.count, in: 0...1), count: input.count)
    }
    var losses: [Float] = []
    for step in 0..<3 {
      try trainer.step(program, epoch: 0, step: step, seed: 0)
      losses.append(program.results[0].scalars(of: Float.self)[0])
    }
    return (program.threads, network.weights, losses)
  }

  @Test(arguments: [1, 2])
  func theSameNumberOfThreadsGivesTheSameBits(threads: Int) throws {
    for model in [dense, convolutions] {
      let (one, other) = try (train(threads: threads, model()), train(threads: threads, model()))
      #expect(one.threads == threads)
      #expect(one.weights == other.weights)
      #expect(one.losses == other.losses)
    }
  }

  @Test func whatIsOfferedIsKnownWhereFewerAreInUse() {
    let offered = Threads.available
    _ = assay_set_thread_count(1)
    #expect(assay_thread_count() == 1)
    #expect(Int(assay_offered_threads()) == offered)
  }

  /// oneDNN may cut products otherwise; Adam turns a rounding of a gradient near 0 into a step.
  @Test func anotherNumberOfThreadsIsWithinRounding() throws {
    let (one, two) = try (train(threads: 1, dense()), train(threads: 2, dense()))
    #expect(disagreement(two.losses, one.losses.map(Double.init), relative: 1e-4, absolute: 0) <= 1)
    for (a, b) in zip(one.weights, two.weights) {
      #expect(
        disagreement(a.scalars(of: Float.self), b.doubles, relative: 1e-3, absolute: 1e-3) <= 1)
    }
  }

  @Test func smallProgramsRunOnOne() throws {
    let x = Input(4)
    let network = try Network(inputs: [x], outputs: [Dense(2)(x)], seed: 0)
    #expect(try Predictor(network, threads: 8).program(batchSize: 3).threads == 1)
  }

  /// The loops of our own, with counts that do not divide evenly.
  @Test(arguments: [32_768, 100_003])
  func elementwiseLoopsCoverEveryElement(count: Int) throws {
    let x = Symbol.input([count])
    let values = (0..<count).map { Float($0) }
    let outputs = [x.affine(scale: 2, offset: 1), x * x, x + .constant(1)]
    let one = try Evaluation(outputs, inputs: [x], batchSize: 1, threads: 1)(values: values)
    let program = try Evaluation(
      outputs + Array(repeating: x.exp().tanh(), count: 40), inputs: [x], threads: 2)
    #expect(try Array(program(values: values).prefix(3)) == one)
    #expect(one[0][count - 1] == Float(count - 1) * 2 + 1)
  }
}

extension Evaluation {
  fileprivate func callAsFunction(values: [Float]) throws -> [[Float]] { try self([values]) }
}
