import AssayCore
import AssayModel
import Testing

/// Five steps of models with recurrent layers, as Keras took them; see make_recurrent_training.py.
struct RecurrentTrainingTests {
  private struct Content: Decodable {
    let runs: [String: Run]
  }
  private struct Run: Decodable {
    let losses: [Double]
    let paths: [String]
    let weights: [[Double]]
  }

  private func train(
    _ name: String, _ x: Symbol, _ layers: [Layer], inputs: [Float], labels: [Float],
    _ loss: Loss, _ optimizer: any Optimizer, file: String = "recurrent_training.json"
  ) throws {
    let run = try #require(try readGolden(file, as: Content.self).runs[name])
    let output = layers.reduce(x) { $1($0) }
    let network = try Network(inputs: [x], outputs: [output], seed: 0)
    #expect(network.weightNames == run.paths)
    try network.setWeights(
      network.weights.enumerated().map { index, tensor in
        try Tensor(RecurrentGolden.numbers(index, tensor.count), shape: tensor.shape)
      })
    let trainer = try Trainer(network, losses: [loss], optimizer: optimizer, threads: 1)
    let program = try trainer.trainingProgram(batchSize: 6)
    if x.node.dtype == .int32 {
      program.inputs[0].assumingMemoryBound(to: Int32.self)
        .update(from: inputs.map { Int32($0) }, count: inputs.count)
    } else {
      program.inputs[0].assumingMemoryBound(to: Float.self)
        .update(from: inputs, count: inputs.count)
    }
    program.inputs[1].assumingMemoryBound(to: Float.self).update(from: labels, count: labels.count)
    var losses: [Float] = []
    for step in 0..<5 {
      try trainer.step(program, epoch: 0, step: step, seed: 0)
      losses.append(Float(program.results[0].double(at: 0)))
    }
    #expect(
      disagreement(losses, run.losses, relative: 2e-5, absolute: 1e-6) <= 1,
      "\(losses) for \(run.losses)")
    for (index, tensor) in network.weights.enumerated() {
      #expect(
        disagreement(
          tensor.scalars(of: Float.self), run.weights[index], relative: 1e-4, absolute: 2e-5) <= 1,
        "\(run.paths[index])")
    }
  }

  @Test func anLSTMAndAGRUInAStack() throws {
    try train(
      "stacked", Input(5, 3),
      [LSTM(4, returnSequences: true), GRU(3), Dense(1, activation: .sigmoid)],
      inputs: RecurrentGolden.numbers(100, 90, scale: 1),
      labels: RecurrentGolden.numbers(101, 6).map { $0 > 0 ? 1 : 0 },
      .binaryCrossentropy(), Adam(learningRate: 0.02))
  }

  @Test func bothWaysOverMaskedWords() throws {
    try train(
      "bidirectional", Input(5, dtype: .int32),
      [
        Embedding(7, 3, maskZero: true),
        Bidirectional(GRU(3, returnSequences: true, resetAfter: false), mergeMode: .sum),
        Bidirectional(
          LSTM(2, kernelRegularizer: .l2(0.01), recurrentRegularizer: .l1(0.01))), Dense(2),
      ],
      inputs: (0..<30).map { Float($0 * 5 % 7) }, labels: RecurrentGolden.numbers(101, 12),
      .meanSquaredError, SGD(learningRate: 0.1, momentum: 0.5))
  }

  @Test func sequencesIntoSequences() throws {
    try train(
      "sequences", Input(4, 3),
      [
        SimpleRNN(3, returnSequences: true, goBackwards: true),
        TimeDistributed(Dense(2, activation: .relu)), GRU(2, returnSequences: true),
        Dense(1, name: "dense_1"),
      ],
      inputs: RecurrentGolden.numbers(100, 72, scale: 1), labels: RecurrentGolden.numbers(101, 24),
      .meanSquaredError, RMSprop(learningRate: 0.02))
  }

  /// As on TensorFlow: Keras on JAX forgets the states after every step; see make_stateful_training.py.
  @Test func statesGoOnFromStepToStep() throws {
    try train(
      "stateful", Input(4, 3, batchSize: 6),
      [
        LSTM(3, returnSequences: true, isStateful: true),
        Bidirectional(GRU(2, isStateful: true)), Dense(1),
      ],
      inputs: RecurrentGolden.numbers(100, 72, scale: 1), labels: RecurrentGolden.numbers(101, 6),
      .meanSquaredError, SGD(learningRate: 0.2), file: "stateful_training.json")
  }
}
