import AssayCore
import AssayModel
import Testing

/// The passes over the graph change the work, not the result.
struct FusingTests {
  private struct Run {
    var losses: [Float] = []
    var weights: [Tensor] = []
  }

  private func train(fusing: Bool, seed: UInt64, data: (inout Numbers) -> [Float]) throws -> Run {
    let x = Input(9)
    let hidden = Dense(17, activation: .relu)(x)
    let shared = Dense(17, activation: .relu)
    let y = Dense(3)(Add()(shared(hidden), shared(Flatten()(hidden)), Dense(17)(x)))
    let network = try Network(inputs: [x], outputs: [ReLU()(y), hidden], seed: seed)
    let trainer = try Trainer(
      network, losses: [.meanSquaredError, .huber()], optimizer: Adam(learningRate: 0.01),
      threads: 1, fusing: fusing)
    let program = try trainer.trainingProgram(batchSize: 6)
    var run = Run()
    var numbers = Numbers(seed: seed)
    for step in 0..<5 {
      for (index, input) in program.inputTensors.enumerated() {
        let values = index == 0 ? data(&numbers) : numbers.uniform(input.count)
        program.inputs[index].assumingMemoryBound(to: Float.self)
          .update(from: values, count: input.count)
      }
      try trainer.step(program, epoch: 0, step: step, seed: 0)
      run.losses.append(program.results[0].scalars(of: Float.self)[0])
    }
    run.weights = network.weights
    return run
  }

  /// Products and sums are the same ones; the tolerance is for the order within a product.
  @Test(arguments: UInt64(0)..<5)
  func reluInsideTheProductTrainsTheSame(seed: UInt64) throws {
    let fused = try train(fusing: true, seed: seed) { $0.uniform(54) }
    let plain = try train(fusing: false, seed: seed) { $0.uniform(54) }
    #expect(
      disagreement(fused.losses, plain.losses.map(Double.init), relative: 1e-5, absolute: 1e-6) <= 1
    )
    for (a, b) in zip(fused.weights, plain.weights) {
      #expect(
        disagreement(a.scalars(of: Float.self), b.doubles, relative: 1e-4, absolute: 1e-5) <= 1)
    }
  }

  /// One node less for the relu; a product that somebody else reads keeps its own.
  @Test func onlyAProductThatOnlyReluReadsIsFused() {
    let x = Symbol.input([2, 3])
    let product = x.matmul(.constant(1, shape: [3, 3]))
    let alone = [product.relu().node]
    #expect(topologicalOrder(fuseRelu(alone)).count == topologicalOrder(alone).count - 1)
    #expect(fuseRelu(alone)[0].activationName == "relu")
    for others in [
      [product.relu().node, product.node], [product.relu().node, product.tanh().node],
      [Activation.relu(maximum: 6)(product).node],
    ] {
      #expect(topologicalOrder(fuseRelu(others)).count == topologicalOrder(others).count)
    }
  }

  @Test func identitiesAreDroppedAndOtherReshapesKept() {
    let x = Input(4)
    let same = [Flatten()(Dropout(0.5)(Reshape(4)(x))).node]
    // The input and its dropout.
    #expect(topologicalOrder(dropIdentities(same)).count == 2)
    let other = [Reshape(2, 2)(x).node]
    #expect(dropIdentities(other)[0].shape == [Shape.free, 2, 2])
  }

  /// A product's own relu must not turn NaN into 0, or training would hide what went wrong.
  @Test(arguments: [true, false])
  func nanComesThroughRelu(fusing: Bool) throws {
    let run = try train(fusing: fusing, seed: 1) { numbers in
      var values = numbers.uniform(54)
      values[10] = .nan
      return values
    }
    #expect(run.losses[0].isNaN)
  }

  @Test func predictionAppliesTheSamePasses() throws {
    let x = Input(9)
    let hidden = Dense(5, activation: .relu)(x)
    let network = try Network(inputs: [x], outputs: [hidden], seed: 2)
    let plain = try Program(
      ProgramGraph(inputs: network.inputs, results: network.outputs), batchSize: 4,
      mode: .inference, store: network.store, threads: 1)
    let fused = try Predictor(network, threads: 1).program(batchSize: 4)
    var numbers = Numbers(seed: 5)
    let values = numbers.uniform(36)
    for program in [plain, fused] {
      program.inputs[0].assumingMemoryBound(to: Float.self).update(from: values, count: 36)
      try program.run()
    }
    #expect(
      disagreement(
        fused.results[0].scalars(of: Float.self), plain.results[0].doubles, relative: 1e-6,
        absolute: 1e-6) <= 1)
    #expect(fused.results[0].doubles.contains { $0 > 0 })
  }
}
