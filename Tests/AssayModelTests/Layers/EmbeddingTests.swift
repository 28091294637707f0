import AssayCore
import AssayModel
import Testing

struct EmbeddingTests {
  private func step(
    _ x: [Float], _ y: [Float], steps: Int, rows: Int, maskZero: Bool = false
  ) throws -> OneStep {
    let input = Input(steps, dtype: .int32)
    let table = Embedding(4, 2, maskZero: maskZero, name: "table")
    let step = try OneStep(input, table(input), x: x, y: y, batchSize: rows)
    try step.network.setWeights([
      Tensor([[1, 2], [3, 4], [5, 6], [7, 8]] as [[Float]])
    ])
    return step
  }

  @Test func declaresWhatKerasDoes() throws {
    let input = Input(3, dtype: .int32)
    let network = try Network(inputs: [input], outputs: [Embedding(5, 2)(input)], seed: 0)
    #expect(network.parameterNames == ["embedding/embeddings"])
    #expect(network.weights[0].shape == [5, 2])
    #expect(network.weights[0].doubles.allSatisfy { abs($0) <= 0.05 })
    #expect(network.outputs[0].shape == [Shape.free, 3, 2])
    #expect(network.indexLimits == [5])
    #expect(Embedding(5, 2)(Input(dtype: .int32)).shape == [Shape.free, 2])
    #expect(Embedding(5, 2)(Input(3, 4, dtype: .int32)).shape == [Shape.free, 3, 4, 2])
  }

  @Test func rowsOfTheTableAreLookedUp() throws {
    let input = Input(2, dtype: .int32)
    let network = try Network(
      inputs: [input], outputs: [Embedding(3, 2)(input)], seed: 0)
    try network.setWeights([Tensor([[1, 2], [3, 4], [5, 6]] as [[Float]])])
    let program = try Predictor(network, threads: 1).program(batchSize: 2)
    program.inputs[0].assumingMemoryBound(to: Int32.self).update(from: [2, 0, 1, 2], count: 4)
    try program.run()
    #expect(program.results[0].doubles == [5, 6, 1, 2, 3, 4, 5, 6])
  }

  /// Labels 0: the gradient of Σ v² / 8 is v / 4, added up where an index comes twice.
  @Test func theGradientOfARowIsTheSumOverItsUses() throws {
    let step = try step([3, 1, 3, 0], Array(repeating: 0, count: 8), steps: 2, rows: 2)
    #expect(
      try step.gradients() == [[0.25, 0.5, 0.75, 1, 0, 0, 3.5, 4]])
  }

  @Test func theGradientsAreThoseOfFiniteDifferences() throws {
    var numbers = Numbers(seed: 3)
    let input = Input(3, dtype: .int32)
    let embedded = Embedding(5, 3, embeddingsRegularizer: .l2(0.1), name: "table")(input)
    let output = Dense(2, activation: .tanh, name: "output")(embedded)
    try OneStep(
      input, output, x: numbers.whole(12, in: 0..<5), y: numbers.uniform(24), batchSize: 4
    ).expectGradients()
  }

  /// Index 0 is padding: its row gets nothing, and the mean is over the other steps.
  @Test func paddingGetsNoGradient() throws {
    let step = try step(
      [3, 0, 1, 0], Array(repeating: 0, count: 8), steps: 2, rows: 2, maskZero: true)
    // Two of four steps count, of two elements: Σ v² / 4.
    #expect(try step.loss() == (49 + 64 + 9 + 16) / 4)
    #expect(try step.gradients() == [[0, 0, 1.5, 2, 0, 0, 3.5, 4]])
  }

  @Test func whatIsNoIndexIsRefused() {
    // Keras's inputs are float32 unless they say otherwise.
    #expect(Embedding(5, 2)(Input(3)).error == nil)
    #expect(
      Embedding(0, 2)(Input(3, dtype: .int32)).error?.description
        == "Embedding \"embedding\": a table of 0 rows of 2; wanted sizes of 1 or more")
    #expect(
      Dense(2)(Input(3, dtype: .int32)).error?.description
        == "Dense \"dense\": got an input of int32; wanted float32")
  }
}
