import AssayCore
import AssayData
import AssayMetrics
import AssayModel
import AssayTestSupport
import AssayTraining
import Testing

/// The cases of the resolution's own golden file, each evaluated by a model of one activation.
struct ResolutionEvaluationTests {
  struct Case: Decodable {
    struct Answer: Decodable {
      let value: Double?
      let error: String?
    }
    let name: String
    let activation: String
    let loss: String?
    let output: [Int?]
    let labels: [Int?]
    let rows: Int
    let dtype: DType
    let labelData: [Double]
    let predictions: [Double]
    let trueAccuracy: Double?
    let trueCrossentropy: Double?
    let accuracy: Answer
    let crossentropy: Answer

    private enum CodingKeys: String, CodingKey {
      case name, activation, loss, output, labels, rows, dtype, predictions, accuracy, crossentropy
      case labelData = "label_data"
      case trueAccuracy = "true_accuracy"
      case trueCrossentropy = "true_crossentropy"
    }

    var takesIndices: Bool {
      output.count > 1 && output.last != 1
        && (labels.count < output.count || labels.last == 1 && labels.count == output.count)
    }

    private func shape(_ sizes: [Int?]) -> Shape { Shape(sizes.map { $0 ?? rows }) }

    /// What goes into the activation, so that the predictions come out.
    private var inputs: [Float] {
      predictions.map { p in
        switch activation {
        case "sigmoid": Float(Double.log(p / (1 - p)))
        case "softmax": Float(Double.log(p))
        default: Float(p)
        }
      }
    }

    var data: Dataset {
      get throws {
        let shape = shape(labels)
        let y: Tensor =
          switch dtype {
          case .bool: try Tensor(labelData.map { $0 == 1 }, shape: shape)
          case .uint8: try Tensor(labelData.map { UInt8($0) }, shape: shape)
          case .int32: try Tensor(labelData.map { Int32($0) }, shape: shape)
          case .int64: try Tensor(labelData.map { Int($0) }, shape: shape)
          case .float32: try Tensor(labelData.map { Float($0) }, shape: shape)
          default: throw Unknown(word: "\(dtype)")
          }
        return try Dataset(Tensor(inputs, shape: self.shape(output)), y)
      }
    }

    func evaluate(
      loss: LossRequest, metrics: [MetricRequest], rule: ResolutionRule
    ) throws -> Scores {
      let sizes = output.dropFirst().compactMap { $0 }
      let input: Symbol =
        switch sizes.count {
        case 0: Input()
        case 1: Input(sizes[0])
        case 2: Input(sizes[0], sizes[1])
        default: Input(sizes[0], sizes[1], sizes[2])
        }
      // An output that nothing computes could be anything; a product with a parameter is linear.
      let activation = try #require(Activation.named[activation])
      let model = Model(inputs: input, outputs: ActivationLayer(activation)(Scale()(input)))
      try model.compile(loss: loss, metrics: MetricRequests(metrics), rule: rule)
      return try model.evaluate(data, batchSize: 3)
    }
  }

  static let cases: [Case] = {
    struct File: Decodable { let cases: [Case] }
    do {
      return try Golden.json(
        "../../AssayMetricsTests/Golden/resolution/keras.json", as: File.self
      ).cases
    } catch {
      Issue.record(error)
      return []
    }
  }()

  @Test func everyCaseIsThere() { #expect(Self.cases.count == 47) }

  /// The loss that a case was run with. Where there was none it is one that says nothing, but for
  /// class indices, which a loss of one's own cannot take.
  private func loss(_ golden: Case) -> LossRequest {
    if let loss = golden.loss { return LossRequest(loss) }
    if golden.takesIndices {
      return .sparseCategoricalCrossentropy(fromLogits: golden.activation == "linear")
    }
    return .custom("nothing") { _, p in (0 * p).mean() }
  }

  @Test(arguments: cases.indices)
  func accuracyByKerasRuleIsWhatKerasPrints(index: Int) throws {
    let golden = Self.cases[index]
    guard let keras = golden.accuracy.value, golden.trueAccuracy != nil else { return }
    // Keras takes the greatest along the batch or the time here; ours is an error.
    guard golden.output.count > 1, golden.labels.count <= golden.output.count else { return }
    let scores = try golden.evaluate(loss: loss(golden), metrics: [.accuracy], rule: .keras3)
    #expect(abs(try #require(scores["accuracy"]) - keras) < 1e-6, "\(golden.name)")
  }

  @Test(arguments: cases.indices)
  func accuracyByAssaysRuleIsTheTruth(index: Int) throws {
    let golden = Self.cases[index]
    guard let truth = golden.trueAccuracy else { return }
    let scores = try golden.evaluate(loss: loss(golden), metrics: [.accuracy], rule: .assay)
    #expect(scores["accuracy"] == truth, "\(golden.name)")
  }

  @Test(arguments: cases.indices)
  func crossentropyByKerasRuleIsWhatKerasPrints(index: Int) throws {
    let golden = Self.cases[index]
    guard let keras = golden.crossentropy.value, golden.trueCrossentropy != nil else { return }
    guard golden.output.count > 1 else { return }
    let scores = try golden.evaluate(loss: .crossentropy, metrics: [], rule: .keras3)
    #expect(abs(scores.loss - keras) < 1e-5 * max(1, abs(keras)), "\(golden.name)")
  }

  @Test(arguments: cases.indices)
  func crossentropyByAssaysRuleIsTheTruth(index: Int) throws {
    let golden = Self.cases[index]
    guard golden.loss == nil, let truth = golden.trueCrossentropy else { return }
    let scores = try golden.evaluate(loss: .crossentropy, metrics: [], rule: .assay)
    #expect(abs(scores.loss - truth) < 1e-5 * truth, "\(golden.name)")
  }
}

/// A learned factor of 1.
private final class Scale: Layer {
  override func call(_ x: Symbol, _ scope: Scope) -> Symbol {
    x * scope.parameter("scale", [1], .ones)
  }
}
