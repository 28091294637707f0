import AssayCore
import AssayModel
import CKernels
import Testing

struct ProgramTests {
  private func fill(_ program: Program, _ values: [Float]) {
    program.inputs[0].assumingMemoryBound(to: Float.self).update(from: values, count: values.count)
  }

  /// A program that shares memory among values computes, to the bit, what one does that keeps every
  /// value to the end: no two live values overlap.
  @Test(arguments: UInt64(0)..<60)
  func noLiveValueIsOverwritten(seed: UInt64) throws {
    let graph = try RandomGraph(seed: seed)
    let network = graph.network
    let gradients = graph.parameterGradients()
    let values = graph.values.suffix(4).map(\.node)
    network.store.clock.pointee = assay_clock(seed: (3, 0), epoch: 1, step: 2)
    var numbers = Numbers(seed: seed + 1)
    let data = numbers.uniform(5 * 6)

    func run(_ made: ProgramGraph) throws -> (results: [Tensor], gradients: [Float], bytes: Int) {
      network.store.gradients.update(repeating: 0, count: network.store.trainableCount)
      let program = try Program(
        made, batchSize: 5, mode: .training, store: network.store, streams: network.streams,
        threads: 1)
      fill(program, data)
      // The second run finds what the first one left.
      try program.run()
      try program.run()
      return (
        program.results.prefix(5).map { $0.copy() },
        Array(
          UnsafeBufferPointer(
            start: network.store.gradients, count: network.store.trainableCount)),
        program.arenaByteCount
      )
    }
    let shared = try run(
      ProgramGraph(
        inputs: network.inputs, results: [graph.loss.node] + values, gradients: gradients))
    let everything = topologicalOrder([graph.loss.node] + gradients.map(\.node)).filter {
      !($0.op is InputOp) && !($0.op is ParameterOp)
    }
    let kept = try run(
      ProgramGraph(
        inputs: network.inputs, results: [graph.loss.node] + values + everything,
        gradients: gradients))
    #expect(shared.results == kept.results)
    #expect(shared.gradients == kept.gradients)
    #expect(shared.gradients.contains { $0 != 0 })
    #expect(shared.bytes < kept.bytes)
  }

  /// Moving averages and penalties read what lies between layers: they take part in the one computation.
  @Test func whatLayersReportOnTheWayIsNotComputedAgain() throws {
    func primitives(reporting: Bool) throws -> Int {
      let x = Input(6)
      var y = Dense(5, activityRegularizer: reporting ? .l2(0.1) : nil)(x)
      y = Dense(4, activation: .relu)(reporting ? BatchNormalization()(y) : y)
      y = Dense(3)(reporting ? BatchNormalization()(y) : y)
      let network = try Network(inputs: [x], outputs: [y], seed: 1)
      let trainer = try Trainer(network, losses: [.meanSquaredError], optimizer: SGD())
      return try trainer.trainingProgram(batchSize: 7).implementations.count
    }
    // Three products forward, three for the kernels, two for what lies between.
    #expect(try primitives(reporting: false) == 8)
    #expect(try primitives(reporting: true) == 8)
  }

  /// Rows do not depend on how many others there are; the kernels of a product may differ in rounding.
  @Test func aSmallerBatchGivesTheSameRows() throws {
    let x = Input(6)
    let network = try Network(
      inputs: [x], outputs: [Dense(4, activation: .softmax)(Dense(9, activation: .gelu)(x))],
      seed: 3)
    let predictor = Predictor(network, threads: 1)
    var numbers = Numbers(seed: 8)
    let data = numbers.uniform(7 * 6)
    let whole = try predictor.program(batchSize: 7)
    fill(whole, data)
    try whole.run()
    for size in [1, 2, 3] {
      let part = try predictor.program(batchSize: size)
      fill(part, Array(data.prefix(size * 6)))
      try part.run()
      #expect(
        disagreement(
          part.results[0].scalars(of: Float.self), whole.results[0][rows: 0..<size].doubles,
          relative: 1e-6, absolute: 1e-7) <= 1)
    }
    #expect(try predictor.program(batchSize: 7) === whole)
  }

  /// Programs of two batch sizes update one set of weights, and the step count goes on.
  @Test func programsOfAllSizesTrainOneModel() throws {
    let x = Input(1)
    let network = try Network(inputs: [x], outputs: [Dense(1, useBias: false)(x)], seed: 0)
    try network.setWeights([Tensor([[1]] as [[Float]])])
    let loss = Loss("sum") { _, predictions in predictions.sum() }
    let trainer = try Trainer(network, losses: [loss], optimizer: SGD(learningRate: 1), threads: 1)
    for (size, weight) in [(3, -2.0), (1, -3.0), (3, -6.0)] {
      let program = try trainer.trainingProgram(batchSize: size)
      fill(program, Array(repeating: 1, count: size))
      try trainer.step(program, epoch: 0, step: 0, seed: 0)
      #expect(network.weights[0].doubles == [weight])
    }
    #expect(trainer.iterations == 3)
  }

  @Test func aParameterUsedTwiceInOneFormulaGetsBothParts() throws {
    final class Squared: Layer {
      override func call(_ x: Symbol, _ scope: Scope) -> Symbol {
        let w = scope.parameter("w", [1], .constant(3))
        return x * w * w
      }
    }
    let x = Input(1)
    let network = try Network(inputs: [x], outputs: [Squared()(x)], seed: 0)
    let loss = Loss("sum") { _, predictions in predictions.sum() }
    let trainer = try Trainer(network, losses: [loss], optimizer: SGD(learningRate: 1), threads: 1)
    let program = try trainer.trainingProgram(batchSize: 1)
    fill(program, [2])
    try trainer.step(program, epoch: 0, step: 0, seed: 0)
    #expect(program.results[0].doubles == [18])  // 2 · 3²
    #expect(network.weights[0].doubles == [-9])  // 3 − 2 · 2 · 3
  }

  /// What no loss depends on keeps its value; the other output still learns.
  @Test func aParameterWithoutGradientStays() throws {
    let x = Input(2)
    let network = try Network(
      inputs: [x], outputs: [Dense(1, name: "used")(x), Dense(1, name: "idle")(x)], seed: 1)
    let constant = Loss("labels only") { labels, _ in labels.sum() }
    let trainer = try Trainer(
      network, losses: [.meanSquaredError, constant], optimizer: Adam(), threads: 1)
    let before = network.weights
    let program = try trainer.trainingProgram(batchSize: 2)
    fill(program, [1, 2, 3, 4])
    for step in 0..<3 { try trainer.step(program, epoch: 0, step: step, seed: 0) }
    #expect(network.weights[0] != before[0])
    #expect(network.weights[2] == before[2] && network.weights[3] == before[3])
  }

  @Test func whatIsNotTrainableStays() throws {
    final class Frozen: Layer {
      override func call(_ x: Symbol, _ scope: Scope) -> Symbol {
        x * scope.parameter("scale", [2], .ones, trainable: false)
          + scope.parameter("shift", [2], .zeros)
      }
    }
    let x = Input(2)
    let network = try Network(inputs: [x], outputs: [Frozen()(x)], seed: 1)
    #expect(network.parameterNames == ["frozen/scale", "frozen/shift"])
    let trainer = try Trainer(
      network, losses: [.meanSquaredError], optimizer: SGD(learningRate: 0.1), threads: 1)
    let program = try trainer.trainingProgram(batchSize: 1)
    fill(program, [1, 2])
    try trainer.step(program, epoch: 0, step: 0, seed: 0)
    #expect(network.weights[0].doubles == [1, 1])
    #expect(network.weights[1].doubles != [0, 0])
  }

  @Test func evaluationDoesNotTrain() throws {
    let x = Input(2)
    let network = try Network(inputs: [x], outputs: [Dense(2)(x)], seed: 1)
    let trainer = try Trainer(network, losses: [.meanSquaredError], optimizer: Adam(), threads: 1)
    let before = network.weights
    let program = try trainer.evaluationProgram(batchSize: 3)
    fill(program, [1, 2, 3, 4, 5, 6])
    try program.run()
    #expect(network.weights == before)
    #expect(program.results.map(\.shape) == [[], [], [3, 2]])
  }

  @Test func aLossNeedsOneNumberForTraining() throws {
    let x = Input(2)
    let network = try Network(inputs: [x], outputs: [Dense(2)(x)], seed: 1)
    let error = #expect(throws: ModelError.self) {
      try Trainer(network, losses: [.meanSquaredError(reduction: .none)], optimizer: Adam()).layout(
        for: BatchForm(labels: [[Shape.free, 2]], weights: [nil]))
    }
    #expect(
      error?.description
        == "MeanSquaredError: reduction \"none\" gives [batch]; wanted a reduction to one number for "
        + "training")
  }

  /// A tensor that somebody kept is not rewritten by the next run.
  @Test func resultsThatAreKeptStayWhatTheyWere() throws {
    let x = Input(1)
    let network = try Network(inputs: [x], outputs: [x + 1], seed: 0)
    let program = try Predictor(network, threads: 1).program(batchSize: 1)
    fill(program, [1])
    try program.run()
    let kept = program.results[0]
    program.endLending()
    fill(program, [5])
    try program.run()
    #expect(kept.doubles == [2])
    #expect(program.results[0].doubles == [6])
  }
}
