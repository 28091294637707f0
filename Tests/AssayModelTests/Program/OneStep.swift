import AssayCore
import AssayModel
import Testing

/// A model of one input and one output for one batch: its loss, and the gradients of its parameters as a
/// step of size 1 shows them.
struct OneStep {
  let network: Network
  private let trainer: Trainer
  private let arrays: [[Float]]
  private let batchSize: Int
  private let form: BatchForm

  /// - Parameters:
  ///   - weights: of the samples, in a shape with the free batch axis.
  ///   - rate: of the step; 0 shows what a constraint does.
  init(
    _ input: Symbol, _ output: Symbol, loss: Loss = .meanSquaredError, x: [Float], y: [Float],
    labels: Shape? = nil, weights: (shape: Shape, values: [Float])? = nil, batchSize: Int,
    rate: Double = 1
  ) throws {
    network = try Network(inputs: [input], outputs: [output], seed: 4)
    trainer = try Trainer(
      network, losses: [loss], optimizer: SGD(learningRate: rate), threads: 1)
    arrays = [x, y] + (weights.map { [$0.values] } ?? [])
    form = BatchForm(labels: [labels ?? output.shape], weights: [weights?.shape])
    self.batchSize = batchSize
  }

  private func fill(_ program: Program) {
    for (index, array) in arrays.enumerated() {
      if program.inputTensors[index].dtype == .int32 {
        program.inputs[index].assumingMemoryBound(to: Int32.self)
          .update(from: array.map { Int32($0) }, count: array.count)
      } else {
        program.inputs[index].assumingMemoryBound(to: Float.self)
          .update(from: array, count: array.count)
      }
    }
  }

  /// The loss with the weights as they are.
  func loss() throws -> Double {
    let program = try trainer.evaluationProgram(batchSize: batchSize, form: form)
    fill(program)
    try program.run()
    return program.results[0].double(at: 0)
  }

  /// Takes the step.
  func take() throws {
    let program = try trainer.trainingProgram(batchSize: batchSize, form: form)
    fill(program)
    try trainer.step(program, epoch: 0, step: 0, seed: 0)
  }

  /// What each parameter's gradient is; the weights are as before.
  func gradients() throws -> [[Double]] {
    let before = network.weights
    try take()
    let after = network.weights
    try network.setWeights(before)
    return zip(before, after).map { zip($0.doubles, $1.doubles).map { $0 - $1 } }
  }

  /// The same by central differences of the loss, some 1e-4 off for numbers around 1.
  func differences() throws -> [[Double]] {
    let weights = network.weights
    defer { try? network.setWeights(weights) }
    return try weights.indices.map { index in
      try (0..<weights[index].count).map { element in
        func loss(_ change: Float) throws -> Double {
          var values = weights[index].scalars(of: Float.self)
          values[element] += change
          var moved = weights
          moved[index] = try Tensor(values, shape: weights[index].shape)
          try network.setWeights(moved)
          return try self.loss()
        }
        return try (loss(1 / 128) - loss(-1 / 128)) * 64
      }
    }
  }

  /// Expects both to agree.
  func expectGradients(_ location: SourceLocation = #_sourceLocation) throws {
    let (found, wanted) = (try gradients(), try differences())
    #expect(found.joined().contains { $0 != 0 }, sourceLocation: location)
    for (name, (a, b)) in zip(network.parameterNames, zip(found, wanted)) {
      #expect(
        zip(a, b).allSatisfy { abs($0 - $1) <= 1e-3 }, "\(name): \(a) for \(b)",
        sourceLocation: location)
    }
  }
}
