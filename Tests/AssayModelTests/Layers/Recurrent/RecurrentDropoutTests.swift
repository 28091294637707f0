import AssayCore
import AssayModel
import Testing

/// Dropout of features and of states.
struct RecurrentDropoutTests {
  static let layers: [@Sendable (Float, Float) -> Layer] = [
    { SimpleRNN(3, dropout: $0, recurrentDropout: $1) },
    { LSTM(3, dropout: $0, recurrentDropout: $1) },
    { GRU(3, dropout: $0, recurrentDropout: $1) },
    { GRU(3, dropout: $0, recurrentDropout: $1, resetAfter: false) },
    { Bidirectional(GRU(18, dropout: $0, recurrentDropout: $1)) },
  ]

  @Test(arguments: layers.indices)
  func inferenceDropsNothing(index: Int) throws {
    let x = Input(4, 2)
    let layer = Self.layers[index](0.5, 0.5)
    let output = layer(x)
    let network = try Network(inputs: [x], outputs: [output], seed: 2)
    let plain = Self.layers[index](0, 0)
    let same = try Network(inputs: [x], outputs: [plain(x)], seed: 2)
    var numbers = Numbers(seed: 1)
    let data = numbers.uniform(24)
    let results = try [network, same].map { network in
      let program = try Predictor(network, threads: 1).program(batchSize: 3)
      program.inputs[0].assumingMemoryBound(to: Float.self).update(from: data, count: 24)
      try program.run()
      return program.results[0].copy().doubles
    }
    #expect(results[0] == results[1])
  }

  /// What is dropped is the same as long as the moment is, so differences can be taken.
  @Test(arguments: layers.indices, [(0.4, 0), (0, 0.4), (0.3, 0.5)] as [(Float, Float)])
  func gradientsAreThoseOfFiniteDifferences(index: Int, rates: (Float, Float)) throws {
    let x = Input(4, 2)
    let output = Self.layers[index](rates.0, rates.1)([x], training: true)
    let network = try Network(inputs: [x], outputs: [output], seed: 2)
    #expect(!network.streams.isEmpty)
    network.store.clock.pointee.seed = (3, 4)
    network.store.clock.pointee.step = 7
    let weight = Symbol.input(output.shape)
    let total = (output * weight).sum()
    let order = topologicalOrder([total.node])
    let parameters = network.store.parameters.compactMap { parameter in
      order.first { ($0.op as? ParameterOp)?.parameter === parameter }
    }
    let found = gradients(of: total.node, withRespectTo: parameters + [x.node]).compactMap { $0 }
    #expect(found.count == parameters.count + 1)
    var numbers = Numbers(seed: 9)
    var data = numbers.uniform(3 * 8)
    let upstream = numbers.uniform(3 * output.shape.lastSize)
    let evaluation = try Evaluation(
      nodes: found + [total.node], inputs: [x, weight], batchSize: 3, store: network.store,
      streams: network.streams)
    let got = try evaluation([data, upstream])
    func loss() throws -> Float { try evaluation([data, upstream]).last?.first ?? 0 }

    let weights = network.weights
    for place in weights.indices {
      func loss(_ element: Int, _ change: Float) throws -> Float {
        var values = weights[place].scalars(of: Float.self)
        values[element] += change
        var moved = weights
        moved[place] = try Tensor(values, shape: weights[place].shape)
        try network.setWeights(moved)
        return try evaluation([data, upstream]).last?.first ?? 0
      }
      for element in stride(from: 0, to: weights[place].count, by: 7) {
        let difference = try (loss(element, 1 / 256) - loss(element, -1 / 256)) * 128
        #expect(
          abs(got[place][element] - difference) < 1e-3,
          "\(network.parameterNames[place]) \(element): \(got[place][element]) for \(difference)")
      }
    }
    try network.setWeights(weights)
    for element in data.indices {
      let before = data[element]
      data[element] = before + 1 / 256
      let up = try loss()
      data[element] = before - 1 / 256
      let difference = (up - (try loss())) * 128
      data[element] = before
      #expect(abs(got[parameters.count][element] - difference) < 1e-3, "input \(element)")
    }
  }

  /// A feature that is dropped is dropped at every step: then its value does not matter at any.
  @Test func aFeatureIsDroppedThroughoutASequence() throws {
    let x = Input(5, 8)
    let output = SimpleRNN(2, dropout: 0.5)([x], training: true)
    let network = try Network(inputs: [x], outputs: [output], seed: 2)
    let found = gradients(of: output.sum().node, withRespectTo: [x.node]).compactMap { $0 }
    let evaluation = try Evaluation(
      nodes: found, inputs: [x], batchSize: 4, store: network.store, streams: network.streams)
    var numbers = Numbers(seed: 9)
    let gradient = try evaluation([numbers.uniform(160)])[0]
    for sample in 0..<4 {
      for feature in 0..<8 {
        let isDropped = (0..<5).map { gradient[sample * 40 + $0 * 8 + feature] == 0 }
        #expect(Set(isDropped).count == 1)
      }
    }
    #expect(gradient.contains(0) && gradient.contains { $0 != 0 })
  }
}
