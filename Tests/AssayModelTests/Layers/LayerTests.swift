import AssayCore
import AssayModel
import Testing

struct LayerTests {
  @Test func denseDeclaresWhatKerasDoes() throws {
    let x = Input(3)
    let network = try Network(inputs: [x], outputs: [Dense(4)(x)], seed: 0)
    #expect(network.parameterNames == ["dense/kernel", "dense/bias"])
    #expect(network.weights.map(\.shape) == [[3, 4], [4]])
    #expect(network.weights[1].doubles == [0, 0, 0, 0])
    let bare = try Network(inputs: [x], outputs: [Dense(4, useBias: false)(x)], seed: 0)
    #expect(bare.parameterNames == ["dense/kernel"])
  }

  @Test func denseWorksOnTheLastAxis() {
    #expect(Dense(7)(Input(3)).shape == [Shape.free, 7])
    #expect(Dense(7)(Input(5, 3)).shape == [Shape.free, 5, 7])
    #expect(Dense(7)(Input(6, 5, 3)).shape == [Shape.free, 6, 5, 7])
  }

  @Test func denseIsTheHandWorkedSum() throws {
    let x = Input(2)
    let network = try Network(inputs: [x], outputs: [Dense(2, activation: .relu)(x)], seed: 0)
    try network.setWeights([
      Tensor([[1, 2], [3, 4]] as [[Float]]), Tensor([0.5, -20] as [Float]),
    ])
    let program = try Predictor(network, threads: 1).program(batchSize: 1)
    program.inputs[0].assumingMemoryBound(to: Float.self).update(from: [1, 2], count: 2)
    try program.run()
    // 1 · 1 + 2 · 3 + 0.5, and 1 · 2 + 2 · 4 − 20 below 0.
    #expect(program.results[0].doubles == [7.5, 0])
  }

  @Test func shapesFollowKeras() {
    #expect(Flatten()(Input(2, 3)).shape == [Shape.free, 6])
    #expect(Flatten()(Input()).shape == [Shape.free, 1])
    #expect(Flatten()(Input(4)).shape == [Shape.free, 4])
    #expect(Reshape(3, -1)(Input(2, 6)).shape == [Shape.free, 3, 4])
    #expect(Reshape(-1)(Input(2, 6)).shape == [Shape.free, 12])
    #expect(Reshape(12)(Input(2, 6)).shape == [Shape.free, 12])
    #expect(Dropout(0.5)(Input(2, 3)).shape == [Shape.free, 2, 3])
    #expect(Softmax()(Input(3)).shape == [Shape.free, 3])
    #expect(Add()(Input(2, 3), Input(2, 3)).shape == [Shape.free, 2, 3])
    #expect(Add()(Input(2, 1), Input(1, 3), Input(1, 1)).shape == [Shape.free, 2, 3])
  }

  @Test func flattenAndReshapeGoRowByRow() throws {
    let x = Input(2, 3)
    let evaluation = try Evaluation(
      [Flatten()(x), Reshape(3, 2)(x)], inputs: [x], batchSize: 2)
    let numbers = (0..<12).map { Float($0) }
    #expect(try evaluation([numbers]) == [numbers, numbers])
  }

  /// The numbers are those of Keras 3.15.1.
  @Test func activationLayersHaveKerassArguments() throws {
    let x = Input(5)
    let layers: [Layer] = [
      ActivationLayer(.tanh), ReLU(), ReLU(maxValue: 2, negativeSlope: 0.1, threshold: 0.5),
      LeakyReLU(), LeakyReLU(negativeSlope: 0.2), ELU(), ELU(alpha: 0.5), Softmax(),
    ]
    let evaluation = try Evaluation(layers.map { $0(x) }, inputs: [x])
    let got = try evaluation([[-2, -1, 0.25, 1, 3]])
    let wanted: [[Double]] = [
      [-0.9640276, -0.7615942, 0.2449187, 0.7615942, 0.9950548], [0, 0, 0.25, 1, 3],
      [-0.25, -0.15, -0.025, 1, 2], [-0.6, -0.3, 0.25, 1, 3], [-0.4, -0.2, 0.25, 1, 3],
      [-0.8646647, -0.6321205, 0.25, 1, 3], [-0.4323323, -0.3160603, 0.25, 1, 3],
      [0.00550343, 0.01495989, 0.05221513, 0.11053944, 0.8167821],
    ]
    for (index, (numbers, expected)) in zip(got, wanted).enumerated() {
      #expect(
        disagreement(numbers, expected, relative: 1e-6, absolute: 1e-7) <= 1,
        "\(layers[index].className): \(numbers)")
    }
    #expect(
      layers.map(\.className) == [
        "Activation", "ReLU", "ReLU", "LeakyReLU", "LeakyReLU", "ELU", "ELU", "Softmax",
      ])
  }

  /// The example of ``Layer``, which names its parameter.
  final class Scale: Layer {
    override func call(_ x: Symbol, _ scope: Scope) -> Symbol {
      x * scope.parameter("scale", [x.shape.lastSize], .ones)
    }
  }

  @Test func aLayerOfOnesOwnTrains() throws {
    let x = Input(2)
    let network = try Network(inputs: [x], outputs: [Scale()(x)], seed: 0)
    #expect(network.parameterNames == ["scale/scale"])
    let trainer = try Trainer(
      network, losses: [.meanSquaredError], optimizer: SGD(learningRate: 0.5), threads: 1)
    let program = try trainer.trainingProgram(batchSize: 1)
    program.inputs[0].assumingMemoryBound(to: Float.self).update(from: [1, 2], count: 2)
    program.inputs[1].assumingMemoryBound(to: Float.self).update(from: [3, 2], count: 2)
    try trainer.step(program, epoch: 0, step: 0, seed: 0)
    // ((1 − 3)² + (2 − 2)²) / 2, with the gradient (1 − 3) · 1 and 0.
    #expect(program.results[0].doubles == [2])
    #expect(network.weights[0].doubles == [2, 1])
  }

  /// A layer made of layers: they belong to it, and their parameters come after its own.
  final class Block: Layer {
    let first = Dense(3, activation: .relu)
    let second = Dense(2)
    override func call(_ x: Symbol, _ scope: Scope) -> Symbol {
      second(first(x)) * scope.parameter("gain", [2], .ones)
    }
  }

  @Test func aLayerMayBeMadeOfLayers() throws {
    let x = Input(4)
    let network = try Network(
      inputs: [x], outputs: [Dense(1)(Block(name: "block")(x))], seed: 0)
    #expect(network.layers.map(\.name) == ["block", "dense"])
    #expect(
      network.parameterNames == [
        "block/gain", "block/dense/kernel", "block/dense/bias", "block/dense_1/kernel",
        "block/dense_1/bias", "dense/kernel", "dense/bias",
      ])
    let program = try Predictor(network, threads: 1).program(batchSize: 2)
    try program.run()
    #expect(program.results[0].shape == [2, 1])
  }

  /// One layer on two inputs: one set of weights, whose gradient is the sum of both uses.
  @Test func aSharedLayerAddsUpItsGradients() throws {
    let left = Input(1, name: "left")
    let right = Input(1, name: "right")
    let shared = Dense(1, useBias: false)
    let network = try Network(
      inputs: [left, right], outputs: [Add()(shared(left), shared(right))], seed: 0)
    #expect(network.parameterNames == ["dense/kernel"])
    #expect(network.layers.map(\.name) == ["dense", "add"])
    try network.setWeights([Tensor([[2]] as [[Float]])])
    let loss = Loss("sum") { _, predictions in predictions.sum() }
    let trainer = try Trainer(
      network, losses: [loss], optimizer: SGD(learningRate: 1), threads: 1)
    let program = try trainer.trainingProgram(batchSize: 1)
    program.inputs[0].assumingMemoryBound(to: Float.self)[0] = 3
    program.inputs[1].assumingMemoryBound(to: Float.self)[0] = 5
    try trainer.step(program, epoch: 0, step: 0, seed: 0)
    #expect(program.results[0].doubles == [16])  // 2 · 3 + 2 · 5
    #expect(network.weights[0].doubles == [-6])  // 2 − (3 + 5)
  }
}
