import AssayCore
import AssayModel
import Testing

/// Where padding is known, layer by layer.
struct MaskTests {
  // Two samples of three steps of two features; the second of the first and the last of the other are 0.
  private let padded: [Float] = [1, 0, 0, 0, 2, 2, 0, -1, 3, 3, 0, 0]
  private let kept: [Float] = [1, 0, 1, 1, 1, 0]

  private func mask(_ output: Symbol, _ input: Symbol, _ data: [Float]) throws -> [Float]? {
    guard let mask = output.mask else { return nil }
    return try Evaluation([mask], inputs: [input], batchSize: 2)([data])[0]
  }

  @Test func maskingMarksStepsWhoseFeaturesAreAllOneValue() throws {
    let input = Input(3, 2)
    let masked = Masking()(input)
    #expect(masked.mask?.shape == [Shape.free, 3])
    #expect(try mask(masked, input, padded) == kept)
    #expect(try Evaluation([masked], inputs: [input], batchSize: 2)([padded])[0] == padded)
    let other = Masking(maskValue: 3)(input)
    #expect(try mask(other, input, padded) == [1, 1, 1, 1, 0, 1])
    // What is masked becomes 0, whatever the value is.
    #expect(
      try Evaluation([other], inputs: [input], batchSize: 2)([padded])[0]
        == [1, 0, 0, 0, 2, 2, 0, -1, 0, 0, 0, 0])
    #expect(Masking()(Input(2)).error != nil)
  }

  @Test func embeddingMarksIndexZeroWhereAsked() throws {
    let input = Input(3, dtype: .int32)
    #expect(
      try mask(Embedding(5, 2, maskZero: true)(input), input, [4, 0, 1, 1, 2, 0])
        == [1, 0, 1, 1, 1, 0])
    #expect(Embedding(5, 2)(input).mask == nil)
  }

  @Test(arguments: [
    "dense", "dropout", "activation", "relu", "leaky", "elu", "softmax", "activity", "masking",
  ]) func isPassedOnByLayersThatLeaveStepsApart(name: String) throws {
    let layer: Layer =
      switch name {
      case "dense": Dense(4, activation: .relu)
      case "dropout": Dropout(0.5)
      case "activation": ActivationLayer(.tanh)
      case "relu": ReLU()
      case "leaky": LeakyReLU()
      case "elu": ELU()
      case "softmax": Softmax()
      case "activity": ActivityRegularization(l2: 0.1)
      default: Dense(2)
      }
    let input = Input(3, 2)
    let output = layer(Masking()(input))
    #expect(try mask(output, input, padded) == kept)
    #expect(layer(input).mask == nil)
    #expect(try Network(inputs: [input], outputs: [output], seed: 0).droppedMasks.isEmpty)
  }

  @Test func aSumKnowsAStepThatAnyInputHas() throws {
    let input = Input(3, 2)
    let (a, b) = (Masking()(input), Masking(maskValue: 3)(input))
    #expect(try mask(Add()(a, b), input, padded) == [1, 1, 1, 1, 1, 1])
    #expect(try mask(Add()(a, a), input, padded) == kept)
    #expect(Add()(a, input).mask == nil)
  }

  @Test func isDroppedByLayersThatMixSteps() throws {
    let input = Input(3, 2)
    let masked = Masking()(input)
    #expect(Flatten()(masked).mask == nil)
    #expect(Reshape(6)(masked).mask == nil)
    #expect(Reshape(3, 2)(masked).mask == nil)
    let network = try Network(
      inputs: [input], outputs: [Dense(1)(Flatten()(Dense(2)(masked)))], seed: 0)
    #expect(network.droppedMasks == ["flatten"])
  }

  @Test func aLayerOfOnesOwnSaysWhetherItPassesOn() throws {
    final class Plain: Layer {
      override func call(_ x: Symbol, _ scope: Scope) -> Symbol { x * 2 }
    }
    final class Passing: Layer {
      override func call(_ x: Symbol, _ scope: Scope) -> Symbol { x * 2 }
      override var supportsMasking: Bool { true }
    }
    let input = Input(3, 2)
    #expect(Plain()(Masking()(input)).mask == nil)
    #expect(try mask(Passing()(Masking()(input)), input, padded) == kept)
  }

  /// Errors 1, 2, 3 and 1, 2, 3 in both features; four of six steps count.
  @Test func theLossIsAMeanOverTheStepsThatCount() throws {
    let input = Input(3, 2)
    let layer = Dense(2, useBias: false, name: "dense")
    let y: [Float] = [1, 1, 2, 2, 3, 3, 1, 1, 2, 2, 3, 3]
    let step = try OneStep(input, layer(Masking()(input)), x: padded, y: y, batchSize: 2)
    try step.network.setWeights([Tensor(zeros: [2, 2])])
    #expect(abs(try step.loss() - (1 + 9 + 1 + 4) / 4.0) < 1e-6)
  }

  @Test(arguments: [Loss.Reduction.sumOverBatchSize, .sum, .meanWithSampleWeight])
  func gradientsWithMasksAndWeightsAreThoseOfFiniteDifferences(
    reduction: Loss.Reduction
  ) throws {
    var numbers = Numbers(seed: 9)
    let input = Input(3, 2)
    let output = Dense(2, name: "output")(
      Dense(3, activation: .tanh, name: "hidden")(Masking()(input)))
    let factor: Float = reduction == .sum ? 0.1 : 1
    let y = numbers.uniform(12)
    for weights in [
      nil, ([Shape.free], [0.5, 2].map { $0 * factor }),
      ([Shape.free, 3], [1, 0, 2, 0.5, 1, 3].map { $0 * factor }),
    ] as [(shape: Shape, values: [Float])?] {
      try OneStep(
        input, output, loss: .meanSquaredError(reduction: reduction), x: padded, y: y,
        weights: weights, batchSize: 2
      ).expectGradients()
    }
  }

  @Test func nothingThatCountsIsALossOfZero() throws {
    let input = Input(3, 2)
    let layer = Dense(1, name: "dense")
    let step = try OneStep(
      input, layer(Masking()(input)), x: Array(repeating: 0, count: 6), y: [1, 2, 3],
      batchSize: 1)
    #expect(try step.loss() == 0)
    #expect(try step.gradients().joined().allSatisfy { $0 == 0 })
  }

  /// 1 where an element differs, of either type; nothing passes back.
  @Test func isDifferentTellsElementsApart() throws {
    let floats = Symbol.input([4])
    let indices = Symbol.input([4], dtype: .int32)
    let both = try Evaluation(
      [floats.isDifferent(from: 0.5), indices.isDifferent(from: 2)], inputs: [floats, indices])
    #expect(
      try both([[0.5, -0.5, .nan, 0.5], [2, 0, -2, 3]]) == [[0, 1, 1, 0], [0, 1, 1, 1]])
    let total = floats.isDifferent(from: 0.5).sum()
    #expect(gradients(of: total.node, withRespectTo: [floats.node]).allSatisfy { $0 == nil })
  }
}
