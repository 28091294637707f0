import AssayCore
import AssayModel
import Testing

/// Recurrent layers by hand, their arguments, and states that outlast a batch.
struct RecurrentTests {
  private func values(
    _ outputs: [Symbol], _ inputs: [Symbol], _ data: [[Float]], batchSize: Int = 1
  ) throws -> [[Float]] {
    let network = try Network(inputs: inputs, outputs: outputs, seed: 1)
    return try Evaluation(outputs, inputs: inputs, batchSize: batchSize, store: network.store)(
      data)
  }

  /// All kernels 1, inputs 0.1, 0.2, 0.3: what Keras gives.
  @Test func equalTheHandWorkedStates() throws {
    let x = Input(3, 1)
    let layers: [(Layer, Float)] = [
      (LSTM(1), 0.2028145), (GRU(1), 0.2168934), (SimpleRNN(1), 0.5306208),
    ]
    for (layer, wanted) in layers {
      let network = try Network(inputs: [x], outputs: [layer(x)], seed: 0)
      // The biases stay as they start.
      try network.setWeights(
        zip(network.parameterNames, network.weights).map { name, tensor in
          guard !name.hasSuffix("bias") else { return tensor }
          return try Tensor(Array(repeating: Float(1), count: tensor.count), shape: tensor.shape)
        })
      let got = try Evaluation([layer(x)], inputs: [x], store: network.store)([[0.1, 0.2, 0.3]])
      #expect(abs(got[0][0] - wanted) < 1e-6, "\(layer.className): \(got) for \(wanted)")
    }
  }

  @Test func startAsKerasDoes() throws {
    let x = Input(3, 4)
    let network = try Network(inputs: [x], outputs: [LSTM(8)(x)], seed: 5)
    #expect(
      network.parameterNames
        == ["lstm/lstm_cell/kernel", "lstm/lstm_cell/recurrent_kernel", "lstm/lstm_cell/bias"])
    #expect(network.weights.map(\.shape) == [[4, 32], [8, 32], [32]])
    let bias = network.weights[2].scalars(of: Float.self)
    #expect(bias == (0..<32).map { $0 / 8 == 1 ? 1 : 0 })
    // Rows of an orthogonal matrix.
    let kernel = network.weights[1].scalars(of: Float.self)
    for a in 0..<8 {
      for b in 0..<8 {
        let product = (0..<32).reduce(Float(0)) { $0 + kernel[a * 32 + $1] * kernel[b * 32 + $1] }
        #expect(abs(product - (a == b ? 1 : 0)) < 1e-5)
      }
    }
    let plain = try Network(
      inputs: [x], outputs: [LSTM(2, biasInitializer: .constant(0.5), unitForgetBias: false)(x)],
      seed: 5)
    #expect(plain.weights[2].doubles == Array(repeating: 0.5, count: 8))
    let gru = try Network(inputs: [x], outputs: [GRU(2, resetAfter: false)(x)], seed: 5)
    #expect(gru.weights[2].shape == [6])
  }

  /// Three batches of a kept state are one batch of a sequence three times as long.
  @Test(arguments: ["lstm", "gru", "simple", "bidirectional"])
  func statesOutlastABatch(name: String) throws {
    let (batch, steps) = (2, 4)
    func layer(_ isStateful: Bool) -> Layer {
      switch name {
      case "lstm": LSTM(3, isStateful: isStateful, name: "one")
      case "gru": GRU(3, isStateful: isStateful, name: "one")
      case "bidirectional": Bidirectional(LSTM(3, isStateful: isStateful, name: "one"))
      default: SimpleRNN(3, isStateful: isStateful, name: "one")
      }
    }
    let short = Input(steps, 2, batchSize: batch)
    let long = Input(3 * steps, 2)
    let kept = try Network(inputs: [short], outputs: [layer(true)(short)], seed: 3)
    let whole = try Network(inputs: [long], outputs: [layer(false)(long)], seed: 3)
    // What is remembered is none of the weights.
    #expect(kept.weightNames == whole.weightNames)
    #expect(kept.numbers.count > whole.numbers.count)
    try whole.setWeights(kept.weights)
    var numbers = Numbers(seed: 8)
    let data = numbers.uniform(batch * 3 * steps * 2)
    func part(_ index: Int) -> [Float] {
      (0..<batch).flatMap { sample in
        let start = sample * 3 * steps * 2 + index * steps * 2
        return data[start..<start + steps * 2]
      }
    }
    let predictor = Predictor(kept, threads: 1)
    func run(_ index: Int) throws -> [Double] {
      let program = try predictor.program(batchSize: batch)
      program.inputs[0].assumingMemoryBound(to: Float.self)
        .update(from: part(index), count: batch * steps * 2)
      try program.run()
      return program.results[0].copy().doubles
    }
    let first = try run(0)
    _ = try run(1)
    let last = try run(2)
    let program = try Predictor(whole, threads: 1).program(batchSize: batch)
    program.inputs[0].assumingMemoryBound(to: Float.self).update(from: data, count: data.count)
    try program.run()
    let wanted = program.results[0].doubles
    // The backward half of a bidirectional layer starts elsewhere.
    for index in last.indices where name != "bidirectional" || index % 6 < 3 {
      #expect(abs(last[index] - wanted[index]) < 1e-6)
    }
    #expect(try run(0) != first)
    kept.resetStates()
    #expect(try run(0) == first)
  }

  @Test func trainingCarriesStatesOnToo() throws {
    let x = Input(2, 1, batchSize: 2)
    let network = try Network(
      inputs: [x], outputs: [GRU(2, isStateful: true, name: "one")(x)], seed: 3)
    let trainer = try Trainer(
      network, losses: [.meanSquaredError], optimizer: SGD(learningRate: 0), threads: 1)
    let program = try trainer.trainingProgram(batchSize: 2)
    program.inputs[0].assumingMemoryBound(to: Float.self).update(from: [1, -1, 0.5, 2], count: 4)
    try trainer.step(program, epoch: 0, step: 0, seed: 0)
    let first = program.results[1].copy()
    let output = program.results.map { $0.copy().doubles }.first { $0.count == 4 }
    #expect(network.numbers[3].doubles == output)
    try trainer.step(program, epoch: 0, step: 1, seed: 0)
    #expect(program.results[1].copy().doubles != first.doubles)
  }

  @Test func anotherBatchSizeIsRefused() throws {
    let x = Input(4, 2, batchSize: 2)
    let network = try Network(inputs: [x], outputs: [LSTM(3, isStateful: true)(x)], seed: 3)
    do {
      _ = try Predictor(network, threads: 1).program(batchSize: 3)
      Issue.record("a batch of 3 was taken")
    } catch {
      #expect(
        error.description
          == "Input: a batch of 3; wanted batches of 2, to which it is fixed: "
          + "let it divide the number of samples")
    }
  }

  @Test func mistakesAreToldApart() {
    let x = Input(4, 2)
    func message(_ symbol: Symbol) -> String { symbol.error?.description ?? "none" }
    #expect(message(LSTM(0)(x)) == "LSTM \"lstm\": units is 0; wanted 1 unit or more")
    #expect(
      message(GRU(2, dropout: 1)(x)) == "GRU \"gru\": dropout is 1.0; wanted a rate in 0..<1")
    #expect(
      message(SimpleRNN(2, recurrentDropout: -0.5)(x))
        == "SimpleRNN \"simple_rnn\": recurrentDropout is -0.5; wanted a rate in 0..<1")
    #expect(
      message(LSTM(2)(Input(4)))
        == "LSTM \"lstm\": got [batch, 4]; wanted [batch, steps, inputs], a sequence of vectors")
    #expect(
      message(LSTM(2)(x, initialState: [Input(2)]))
        == "LSTM \"lstm\": got 1 initial states; wanted two, the output and the cell, "
        + "[batch, 2] each")
    #expect(
      message(GRU(2)(x, initialState: [Input(3)]))
        == "GRU \"gru\": got an initial state [batch, 3]; wanted [batch, 2]")
    #expect(
      message(LSTM(2, isStateful: true)(x))
        == "LSTM \"lstm\": got an input of any batch size; wanted a fixed one where states "
        + "outlast a batch: write Input(…, batchSize: …)")
    #expect(message(Input(3, batchSize: 0)) == "Input: batchSize is 0; wanted 1 or more")
    #expect(
      message(Bidirectional(LSTM(2, goBackwards: true))(x))
        == "Bidirectional \"bidirectional\": the forward layer goes backwards; "
        + "wanted one that does not")
    #expect(
      message(Bidirectional(LSTM(2), backwardLayer: LSTM(2))(x))
        == "Bidirectional \"bidirectional\": the backward layer does not go backwards; "
        + "wanted one with goBackwards")
    #expect(
      message(
        Bidirectional(
          LSTM(2), backwardLayer: LSTM(2, returnSequences: true, goBackwards: true))(x))
        == "Bidirectional \"bidirectional\": only one of the two layers has returnSequences; "
        + "wanted both alike")
    #expect(
      message(Bidirectional(LSTM(2))(x, initialState: [Input(2)]))
        == "Bidirectional \"bidirectional\": got 1 initial states; "
        + "wanted as many for the forward layer as for the backward layer")
    #expect(
      message(TimeDistributed(Dense(2))(Input(3)))
        == "TimeDistributed \"time_distributed\": got [batch, 3]; "
        + "wanted [batch, steps, …], a sequence")
  }

  @Test func masksEndWhereSequencesDo() throws {
    let x = Masking()(Input(4, 2))
    #expect(LSTM(2)(x).mask == nil)
    #expect(LSTM(2, returnSequences: true)(x).mask != nil)
    #expect(
      Bidirectional(GRU(2, returnSequences: true), mergeMode: nil).outputs(of: x)[1].mask != nil)
    #expect(TimeDistributed(Dense(2))(x).mask != nil)
    let input = Input(4, 2)
    let network = try Network(inputs: [input], outputs: [LSTM(2)(Masking()(input))], seed: 0)
    #expect(network.droppedMasks.isEmpty)
  }

  /// A layer that takes steps apart and one that is called on all at once.
  @Test func everyStepGoesThroughTheLayer() throws {
    var numbers = Numbers(seed: 4)
    let x = Input(3, 2, 2)
    let data = numbers.uniform(2 * 12)
    let flat = try values([TimeDistributed(Flatten())(x)], [x], [data], batchSize: 2)
    #expect(flat[0] == data)
    let inner = try values([TimeDistributed(LSTM(3))(x)], [x], [data], batchSize: 2)
    #expect(inner[0].count == 18)
    let one = Input(2, 2)
    let alone = try values([LSTM(3)(one)], [one], [Array(data[4..<8])])
    #expect(zip(inner[0][3..<6], alone[0]).allSatisfy { abs($0 - $1) < 1e-6 })
  }

  /// The batch is shared out among threads; no sum is made in another order.
  @Test(arguments: ["lstm", "gru", "simple"])
  func twoThreadsGiveWhatOneGives(name: String) throws {
    var numbers = Numbers(seed: 6)
    let x = numbers.uniform(17 * 20 * 40)
    let results = try [1, 2].map { threads in
      let input = Input(20, 40)
      let layer: Layer =
        name == "lstm" ? LSTM(33) : name == "gru" ? GRU(33) : SimpleRNN(67, activation: .relu)
      let network = try Network(inputs: [input], outputs: [layer(input)], seed: 3)
      let trainer = try Trainer(
        network, losses: [.meanSquaredError], optimizer: SGD(learningRate: 1), threads: threads)
      let program = try trainer.trainingProgram(batchSize: 17)
      #expect(program.threads == threads)
      program.inputs[0].assumingMemoryBound(to: Float.self).update(from: x, count: x.count)
      try trainer.step(program, epoch: 0, step: 0, seed: 0)
      return network.weights.flatMap { $0.scalars(of: Float.self) }
    }
    #expect(
      disagreement(results[0], results[1].map(Double.init), relative: 1e-5, absolute: 1e-6) <= 1)
  }
}
