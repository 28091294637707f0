import AssayCore
import AssayModel
import Testing

/// Means and variances found before training.
struct NormalizationTests {
  private let data: [[Float]] = [[1, 10], [2, 10], [3, 16]]

  private func normalized(_ layer: Normalization) throws -> (weights: [[Double]], output: [Float]) {
    let x = Input(2)
    let network = try Network(inputs: [x], outputs: [layer(x)], seed: 0)
    let program = try Predictor(network, threads: 1).program(batchSize: 1)
    program.inputs[0].assumingMemoryBound(to: Float.self).update(from: [3, 12], count: 2)
    try program.run()
    return (network.weights.map(\.doubles), program.results[0].scalars(of: Float.self))
  }

  /// Of 1, 2, 3 the mean is 2 and the population variance 2/3; of 10, 10, 16 they are 12 and 8.
  @Test func findsTheMomentsOfEveryColumn() throws {
    let layer = Normalization()
    try layer.adapt(Tensor(data))
    let (weights, output) = try normalized(layer)
    #expect(weights[0] == [2, 12])
    #expect(weights[1] == [Double(Float(2.0 / 3)), 8])
    #expect(weights[2] == [0])
    #expect(abs(output[0] - 1.224745) < 1e-6)
    #expect(output[1] == 0)
  }

  @Test func partsGiveTheMomentsOfTheWhole() throws {
    let parts = Normalization()
    try parts.adapt([Tensor([data[0]]), Tensor(Array(data[1...]))])
    #expect(try normalized(parts).weights[0] == [2, 12])
    #expect(abs(try normalized(parts).weights[1][0] - 2.0 / 3) < 1e-7)
  }

  /// A large mean leaves the digits of a small variance.
  @Test func keepsTheDigitsOfSmallVariances() throws {
    let layer = Normalization()
    try layer.adapt(Tensor([[1_000_000, 0], [1_000_001, 0], [1_000_002, 0]] as [[Float]]))
    #expect(try normalized(layer).weights[1] == [Double(Float(2.0 / 3)), 0])
  }

  /// Also once a model is there, which then has the numbers.
  @Test func adaptsWithinAModel() throws {
    let layer = Normalization()
    let x = Input(2)
    let network = try Network(inputs: [x], outputs: [layer(x)], seed: 0)
    let program = try Predictor(network, threads: 1).program(batchSize: 1)
    program.inputs[0].assumingMemoryBound(to: Float.self).update(from: [3, 12], count: 2)
    try program.run()
    #expect(program.results[0].doubles == [3, 12])
    program.endLending()
    try layer.adapt(Tensor(data))
    try program.run()
    #expect(abs(program.results[0].doubles[0] - 1.224745) < 1e-6)
    #expect(network.weights[0].doubles == [2, 12])
    #expect(network.store.parameters.allSatisfy { !$0.isTrainable })
  }

  @Test func wholeNumbersAreTakenToo() throws {
    let layer = Normalization()
    try layer.adapt(Tensor([[1, 10], [2, 10], [3, 16]] as [[Int32]]))
    #expect(try normalized(layer).weights[0] == [2, 12])
  }

  /// What is alike throughout has no deviation, and zeros no length: nothing is divided by 0.
  @Test func rowsWithoutAnythingInThemStayFinite() throws {
    let x = Symbol.input([2, 3])
    let layers: [Layer] = [
      LayerNormalization(), RMSNormalization(), UnitNormalization(), GroupNormalization(groups: 3),
    ]
    for layer in layers {
      let input = Input(3)
      let network = try Network(inputs: [input], outputs: [layer(input)], seed: 0)
      let program = try Predictor(network, threads: 1).program(batchSize: 1)
      program.inputs[0].assumingMemoryBound(to: Float.self).update(repeating: 0, count: 3)
      try program.run()
      #expect(program.results[0].doubles == [0, 0, 0], "\(layer.className)")
    }
    let form = NormalizationForm(kind: .length, epsilon: 1e-12, leading: 1)
    let y = x.normalized(form)
    let found = gradients(of: y.sum().node, withRespectTo: [x.node]).compactMap { $0 }
    let got = try Evaluation(nodes: found, inputs: [x])([[0, 0, 0, 3, 4, 0]])[0]
    #expect(got.allSatisfy { $0.isFinite })
    // (1 − y · Σ y) / 5 with y = (0.6, 0.8, 0).
    #expect(
      disagreement(Array(got[3...]), [0.032, -0.024, 0.2], relative: 1e-5, absolute: 1e-7) <= 1)
  }
}
