import AssayCore
import AssayData
import AssayMetrics
import AssayModel
import AssayTestSupport
import AssayTraining
import Testing

/// `.crossentropy` and `.accuracy` through compile, fit and evaluate, for every shape of labels.
struct ResolutionRunTests {
  /// One case of `resolution/make.py`.
  struct Case: Decodable {
    let name: String
    let activation: String
    let units: Int
    let x: [Float]
    let y: [Int32]
    let kernel: [Float]
    let history: [String: [Double]]
    let scores: [String: Double]
    private let xShape: Shape
    private let yShape: Shape

    private enum CodingKeys: String, CodingKey {
      case name, activation, units, x, y, kernel, history, scores
      case xShape = "x_shape"
      case yShape = "y_shape"
    }

    var isBinary: Bool { units == 1 || name.hasPrefix("multi-label") }
    var areLogits: Bool { activation == "linear" }

    var data: Dataset {
      get throws { try Dataset(Tensor(x, shape: xShape), Tensor(y, shape: yShape)) }
    }

    func model() throws -> Model {
      let sizes = Array(xShape.sample)
      let input: Symbol =
        switch sizes.count {
        case 1: Input(sizes[0])
        case 2: Input(sizes[0], sizes[1])
        default: Input(sizes[0], sizes[1], sizes[2])
        }
      let activation = try #require(Activation.named[activation])
      let model = Model(inputs: input, outputs: Dense(units, activation: activation)(input))
      try model.setWeights([
        Tensor(kernel, shape: [sizes[sizes.count - 1], units]), Tensor(zeros: [units]),
      ])
      return model
    }

    func truth(of model: Model) throws -> Truth {
      let predictions = try model.predict(data.inputs[0])
      let labels = try data.labels[0]
      return isBinary
        ? Truth(binary: labels, predictions: predictions, areLogits: areLogits)
        : Truth(classes: labels, predictions: predictions, areLogits: areLogits)
    }
  }

  static let cases: [Case] = {
    struct File: Decodable { let cases: [Case] }
    do {
      return try Golden.json("resolution/keras.json", as: File.self).cases
    } catch {
      Issue.record(error)
      return []
    }
  }()

  @Test func everyCaseIsThere() { #expect(Self.cases.count == 22) }

  @Test(arguments: cases.indices)
  func byKerasRuleItTrainsAndPrintsAsKeras(index: Int) throws {
    let golden = Self.cases[index]
    let model = try golden.model()
    try model.compile(
      optimizer: SGD(learningRate: 0.01), loss: .crossentropy, metrics: [.accuracy],
      rule: .keras3)
    let history = try model.fit(
      golden.data, batchSize: 5, epochs: 2, shuffle: false, progress: .silent)
    // Keras reads logits as probabilities here: where they are clipped a last bit decides, and two
    // shapes of the same labels already lie 2e-5 apart there.
    let tolerance = golden.areLogits ? 1e-4 : 1e-6
    for (key, values) in golden.history {
      for (own, keras) in zip(try #require(history[key]), values) {
        #expect(abs(own - keras) <= tolerance * abs(keras), "\(golden.name), \(key)")
      }
    }
    let scores = try model.evaluate(golden.data, batchSize: 5)
    for (key, keras) in golden.scores {
      let own = try #require(scores[key])
      #expect(abs(own - keras) <= tolerance * abs(keras), "\(golden.name), \(key)")
    }
  }

  @Test(arguments: cases.indices)
  func byAssaysRuleItIsTheTruth(index: Int) throws {
    let golden = Self.cases[index]
    let model = try golden.model()
    try model.compile(
      optimizer: SGD(learningRate: 0.01), loss: .crossentropy, metrics: [.accuracy])
    let first = try golden.truth(of: model)
    let history = try model.fit(
      golden.data, batchSize: 5, epochs: 2, shuffle: false, progress: .silent)
    let scores = try model.evaluate(golden.data, batchSize: 5)
    let truth = try golden.truth(of: model)
    #expect(scores["accuracy"] == truth.accuracy, "\(golden.name)")
    #expect(abs(scores.loss - truth.crossentropy) < 1e-6 * truth.crossentropy, "\(golden.name)")
    // The right loss falls.
    let losses = try #require(history["loss"])
    #expect(losses[0] < first.crossentropy && scores.loss < losses[1], "\(golden.name)")
    #expect(model.explanation.warnings.isEmpty, "\(golden.name)")
  }

  @Test(arguments: cases.indices)
  func byTheRuleOfTensorFlow2TheLossDecides(index: Int) throws {
    let golden = Self.cases[index]
    let labels = try golden.data.labels[0]
    let isIndices = !golden.isBinary && !golden.name.hasSuffix("one-hot")
    let loss: LossRequest =
      golden.isBinary
      ? .binaryCrossentropy(fromLogits: golden.areLogits)
      : isIndices
        ? .sparseCategoricalCrossentropy(fromLogits: golden.areLogits)
        : .categoricalCrossentropy(fromLogits: golden.areLogits)
    let model = try golden.model()
    try model.compile(loss: loss, metrics: [.accuracy], rule: .tensorflow2_0)
    let scores = try model.evaluate(golden.data, batchSize: 5)
    let predictions = try model.predict(golden.data.inputs[0])
    // A yes or no is thresholded at 0.5, also where it is a logit.
    let truth =
      golden.isBinary
      ? Truth(binary: labels, predictions: predictions, areLogits: false)
      : try golden.truth(of: model)
    #expect(scores["accuracy"] == truth.accuracy, "\(golden.name)")
  }
}

extension ResolutionRunTests.Case: CustomTestStringConvertible {
  var testDescription: String { name }
}
