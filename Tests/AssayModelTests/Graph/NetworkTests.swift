import AssayCore
import AssayModel
import Testing

struct NetworkTests {
  /// Keras 3.15.1 calls the layers of this graph so, in this order.
  @Test func namesLayersAsKeras() throws {
    let x = Input(4)
    let a = Dense(3)(x)
    let b = Dense(3, activation: .relu)(x)
    let sum = Add()(a, b)
    let out = Dense(1, name: "out")(LeakyReLU()(Dense(2)(sum)))
    let network = try Network(inputs: [x], outputs: [out], seed: 0)
    #expect(
      network.layers.map(\.name) == [
        "dense", "dense_1", "add", "dense_2", "leaky_re_lu", "out",
      ])
    #expect(network.outputNames == ["out"])
    #expect(
      network.parameterNames == [
        "dense/kernel", "dense/bias", "dense_1/kernel", "dense_1/bias", "dense_2/kernel",
        "dense_2/bias", "out/kernel", "out/bias",
      ])
  }

  @Test func aGivenNameIsKeptWhoeverComesFirst() throws {
    let x = Input(4)
    let network = try Network(
      inputs: [x], outputs: [Dense(1)(Dense(2, name: "dense")(Dense(3)(x)))], seed: 0)
    #expect(network.layers.map(\.name) == ["dense_1", "dense", "dense_2"])
  }

  @Test(arguments: [
    ("Dense", "dense"), ("ReLU", "re_lu"), ("LeakyReLU", "leaky_re_lu"), ("ELU", "elu"),
    ("BatchNormalization", "batch_normalization"), ("Conv2D", "conv2d"), ("LSTM", "lstm"),
    ("GlobalAveragePooling2D", "global_average_pooling2d"), ("Conv2DTranspose", "conv2d_transpose"),
    ("GRU", "gru"), ("MyLayer", "my_layer"), ("Layer2Big", "layer2_big"),
  ])
  func writesClassNamesAsKeras(className: String, name: String) throws {
    final class Named: Layer {
      let called: String
      init(_ called: String) {
        self.called = called
        super.init()
      }
      override var className: String { called }
    }
    let x = Input(1)
    let network = try Network(inputs: [x], outputs: [Named(className)(x)], seed: 0)
    #expect(network.layers.map(\.name) == [name])
  }

  @Test func outputsAreNamedByTheirLayers() throws {
    let x = Input(4)
    let features = Dense(3)(x)
    let network = try Network(
      inputs: [x], outputs: [Dense(1, name: "left")(features), Dense(2)(features), features + 1],
      seed: 0)
    #expect(network.outputNames == ["left", "dense_1", "output_3"])
  }

  @Test(arguments: [
    "a model needs at least one input and one output",
    "the outputs depend on an Input [batch, 5] that is not among the inputs",
    "an input of the model is the result of a layer; wanted what Input(…) gave",
    "two layers are called \"twin\"; a model needs a name for each",
    "one Input [batch, 4] is given twice among the inputs",
  ])
  func aGraphThatIsNoModelIsRefused(message: String) {
    let x = Input(4)
    let other = Input(5)
    let y = Dense(2)(x)
    let error = #expect(throws: ModelError.self) {
      switch message.prefix(5) {
      case "a mod": _ = try Network(inputs: [], outputs: [y], seed: 0)
      case "the o": _ = try Network(inputs: [x], outputs: [y, Dense(1)(other)], seed: 0)
      case "an in": _ = try Network(inputs: [y], outputs: [Dense(1)(y)], seed: 0)
      case "one I": _ = try Network(inputs: [x, x], outputs: [y], seed: 0)
      default:
        _ = try Network(
          inputs: [x], outputs: [Dense(1, name: "twin")(Dense(1, name: "twin")(x))], seed: 0)
      }
    }
    #expect(error?.description == message)
  }

  @Test func weightsComeBackAsTheyWereGiven() throws {
    let x = Input(2)
    let network = try Network(inputs: [x], outputs: [Dense(3)(x)], seed: 5)
    let weights = [
      Tensor([[1, 2, 3], [4, 5, 6]] as [[Float]]), Tensor([7, 8, 9] as [Float]),
    ]
    try network.setWeights(weights)
    #expect(network.weights == weights)
  }

  @Test func weightsThatDoNotFitChangeNothing() throws {
    let x = Input(2)
    let network = try Network(inputs: [x], outputs: [Dense(3)(x)], seed: 5)
    let before = network.weights
    let cases: [([Tensor], String)] = [
      ([before[0]], "1 weights were given; the model has 2: dense/kernel, dense/bias"),
      (
        [Tensor(zeros: [2, 3]), Tensor(zeros: [2])],
        "weight 1, dense/bias: got [2] float32; wanted [3] float32"
      ),
      (
        [Tensor(zeros: [2, 3]), Tensor(zeros: [3], dtype: .float64)],
        "weight 1, dense/bias: got [3] float64; wanted [3] float32"
      ),
    ]
    for (weights, message) in cases {
      let error = #expect(throws: ModelError.self) { try network.setWeights(weights) }
      #expect(error?.description == message)
      #expect(network.weights == before)
    }
  }

  @Test func startsFromItsSeed() throws {
    func weights(seed: UInt64) throws -> [Tensor] {
      let x = Input(3)
      return try Network(inputs: [x], outputs: [Dense(4)(Dense(4)(x))], seed: seed).weights
    }
    #expect(try weights(seed: 1) == weights(seed: 1))
    #expect(try weights(seed: 1) != weights(seed: 2))
    let one = try weights(seed: 1)
    #expect(one[0].doubles.prefix(4) != one[2].doubles.prefix(4))
  }

  @Test func aChainOfManyLayersNeedsNoDeepStack() throws {
    let x = Input(1)
    var y = x
    for _ in 0..<20_000 { y = y + 1 }
    let network = try Network(inputs: [x], outputs: [y], seed: 0)
    let program = try Predictor(network, threads: 1).program(batchSize: 1)
    try program.run()
    #expect(program.results[0].doubles == [20_000])
    // Two places, used in turn, beside the pinned ones.
    #expect(program.arenaByteCount <= 64 * 4)
  }
}
