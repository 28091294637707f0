import AssayCore
import AssayData
import AssayModel
import AssayTestSupport
import AssayTraining
import Testing

/// MobileNetV2 of the same weights as Keras's: what it gives, the gradients of every weight, and training.
struct MobileNetV2Tests {
  static let outputs = ((try? ApplicationGolden.file.get().outputs) ?? []).filter {
    isOptimised || $0.size < 96
  }
  static let training = (try? ApplicationGolden.file.get().training) ?? []

  /// Within 1e-4 of the largest number: 52 convolutions one after another, each with the roundings of sums of up
  /// to 960 products in another order, and normalisations folded into their kernels.
  @Test(arguments: outputs)
  func givesWhatKerasGives(_ golden: ApplicationGolden.Output) throws {
    let model = try MobileNetV2(
      inputShape: [golden.size, golden.size, 3], alpha: 0.35, includeTop: golden.top, classes: 10)
    try ApplicationGolden.fill(model)
    let x = try ApplicationGolden.images(1000, count: golden.batch, size: golden.size)
    let y = try model.predict(x).doubles
    let kept = stride(from: 0, to: y.count, by: golden.step).map { y[$0] }
    #expect(kept.count == golden.values.count)
    #expect(furthest(kept, golden.values) <= 1e-4)
  }

  /// A base with a head of one logit.
  private func classifier(_ golden: ApplicationGolden.Training) throws -> Model {
    let shape = [golden.size, golden.size, 3]
    let base = try MobileNetV2(inputShape: shape, alpha: 0.35, includeTop: false)
    try ApplicationGolden.fill(base)
    base.isTrainable = !golden.frozen
    let image = Input(golden.size, golden.size, 3)
    let features = golden.frozen ? base(image, training: false) : base(image)
    let model = Model(
      inputs: image, outputs: Dense(1, name: "head")(GlobalAveragePooling2D()(features)))
    var weights = model.weights
    #expect(model.weightNames.suffix(2) == ["head/kernel", "head/bias"])
    weights[weights.count - 2] = try ApplicationGolden.weight(2000, "kernel", [1280, 1])
    weights[weights.count - 1] = try ApplicationGolden.weight(2001, "bias", [1])
    try model.setWeights(weights)
    return model
  }

  private func batches(_ golden: ApplicationGolden.Training) throws -> [Dataset] {
    let count = golden.losses.count * golden.batch
    let x = try ApplicationGolden.images(3000, count: count, size: golden.size)
    let y = try Tensor((0..<count).map { Float($0 * 7 % 3 == 0 ? 1 : 0) }, shape: [count, 1])
    return try golden.losses.indices.map { step in
      let rows = step * golden.batch..<(step + 1) * golden.batch
      return try Dataset(x[rows: rows].copy(), y[rows: rows].copy())
    }
  }

  /// Sixteen pixels of a channel are its moments in the last layers, so that roundings grow from layer to
  /// layer and from step to step: within 1e-4, and 20 times what the last bit of the images changes in Keras,
  /// for some hundred other roundings. A gradient that is 0 but for roundings is some 1e-6.
  @Test(arguments: training)
  func hasTheGradientsOfKeras(_ golden: ApplicationGolden.Training) throws {
    let model = try classifier(golden)
    // Steps so long that what a weight was does not count.
    let rate = 1_048_576.0
    try model.compile(
      optimizer: SGD(learningRate: rate), loss: .loss(.binaryCrossentropy(fromLogits: true)))
    let before = model.weights
    let logs = try model.trainStep(batches(golden)[0])
    #expect(furthest([logs["loss"] ?? .nan], [golden.losses[0]]) <= 1e-4)
    var wanted: [String: ApplicationGolden.Training.Norm] = [:]
    for gradient in golden.gradients { wanted[layerPath(gradient.path)] = gradient }
    var checked = 0
    for (name, (a, b)) in zip(model.weightNames, zip(before, model.weights)) {
      let squares = zip(a.doubles, b.doubles).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
      if name.contains("moving") {
        #expect(!golden.frozen || squares == 0, "\(name) has moved")
        continue
      }
      guard let norm = wanted[layerPath(name)] else {
        #expect(golden.frozen && squares == 0, "\(name) has moved")
        continue
      }
      checked += 1
      let got = squares.squareRoot() / rate
      let tolerance = 1e-4 * norm.norm + 5 * (norm.shaken - norm.norm).magnitude + 1e-5
      #expect((got - norm.norm).magnitude <= tolerance, "\(name): \(got) for \(norm)")
    }
    #expect(checked == golden.gradients.count)
  }

  @Test(arguments: training)
  func trainsAsKerasDoes(_ golden: ApplicationGolden.Training) throws {
    let model = try classifier(golden)
    try model.compile(
      optimizer: SGD(learningRate: golden.rate),
      loss: .loss(.binaryCrossentropy(fromLogits: true)))
    let losses = try batches(golden).map { try model.trainStep($0)["loss"] ?? .nan }
    for (step, (loss, wanted)) in zip(losses, golden.losses).enumerated() {
      // One relu that falls to the other side is some 10⁻⁴ of a loss, in Keras too; a frozen base has none.
      let tolerance =
        (golden.frozen ? 1e-4 : 5e-4) * wanted
        + 5 * (golden.shakenLosses[step] - wanted).magnitude
      #expect(
        (loss - wanted).magnitude <= tolerance, "step \(step): \(losses) for \(golden.losses)")
    }
    let moved = zip(model.weightNames, model.weights).filter { $0.0.contains("moving") }
    var norms: [String: Double] = [:]
    for (name, weight) in moved {
      norms[layerPath(name)] = weight.doubles.reduce(0) { $0 + $1 * $1 }.squareRoot()
    }
    #expect(moved.count == golden.after.count)
    for wanted in golden.after {
      let got = norms[layerPath(wanted.path)] ?? .nan
      let tolerance = 1e-4 * wanted.norm + 5 * (wanted.shaken - wanted.norm).magnitude
      #expect(
        (got - wanted.norm).magnitude <= tolerance, "\(wanted.path): \(got) for \(wanted.norm)")
    }
  }

  /// oneDNN's reference implementations are some hundred times slower than the others.
  @Test func noConvolutionIsDoneByAReference() throws {
    let image = Input(96, 96, 3)
    let base = try MobileNetV2(inputShape: [96, 96, 3], alpha: 0.35, includeTop: false)
    let output = Dense(1)(GlobalAveragePooling2D()(base(image)))
    let network = try Network(inputs: [image], outputs: [output], seed: 0)
    let trainer = try Trainer(
      network, losses: [.binaryCrossentropy(fromLogits: true)], optimizer: SGD())
    let programs = [
      ("training", try trainer.trainingProgram(batchSize: 4)),
      ("evaluation", try trainer.evaluationProgram(batchSize: 4)),
      ("prediction", try Predictor(network).program(batchSize: 1)),
    ]
    for (name, program) in programs {
      let implementations = program.implementations
      #expect(implementations.count >= 52)
      #expect(
        !implementations.contains { $0.contains("ref") }, "\(name): \(implementations)")
    }
  }

  /// The last two parts: `Conv1/kernel`.
  private func layerPath(_ path: String) -> String {
    let parts = path.split(separator: "/").suffix(2)
    return parts.first?.hasPrefix("dense") == true || parts.first == "head"
      ? "head/\(parts.last ?? "")" : parts.joined(separator: "/")
  }

  /// The largest difference, as a part of the largest number.
  private func furthest(_ a: [Double], _ b: [Double]) -> Double {
    guard a.count == b.count else { return .infinity }
    let most = b.map(\.magnitude).max() ?? 0
    return zip(a, b).map { ($0 - $1).magnitude / most }
      .reduce(0) { $1.isNaN ? .infinity : Swift.max($0, $1) }
  }
}
