import AssayCore
import AssayModel
import Testing

/// Every loss with every reduction and kind of weights, against real Keras.
struct LossGoldenTests {
  private struct Content: Decodable {
    var inputs: [String: [String: GoldenValues]]
    var cases: [Case]
  }

  private struct Case: Decodable {
    struct Config: Decodable {
      var fromLogits: Bool?
      var labelSmoothing: Float?
      var delta: Float?
      var ignoreClass: Int?
    }
    // The word of the file.
    var `class`: String
    var config: Config
    var reduction: String
    var data: String
    var predictions: String
    var weights: String?
    var value: GoldenValues
    var gradient: GoldenValues
  }

  private func loss(_ one: Case) throws -> Loss {
    let reduction = try #require(Loss.Reduction(rawValue: one.reduction))
    let fromLogits = one.config.fromLogits ?? false
    let smoothing = one.config.labelSmoothing ?? 0
    switch one.class {
    case "BinaryCrossentropy":
      return .binaryCrossentropy(
        fromLogits: fromLogits, labelSmoothing: smoothing, reduction: reduction)
    case "CategoricalCrossentropy":
      return .categoricalCrossentropy(
        fromLogits: fromLogits, labelSmoothing: smoothing, reduction: reduction)
    case "SparseCategoricalCrossentropy":
      return .sparseCategoricalCrossentropy(
        fromLogits: fromLogits, ignoreClass: one.config.ignoreClass, reduction: reduction)
    case "MeanSquaredError": return .meanSquaredError(reduction: reduction)
    case "MeanAbsoluteError": return .meanAbsoluteError(reduction: reduction)
    default:
      #expect(one.class == "Huber")
      return one.config.delta.map { .huber(delta: $0, reduction: reduction) }
        ?? .huber(reduction: reduction)
    }
  }

  /// Both are float32; the gap between Keras's own backends is up to 4e-5.
  @Test func agreesWithKeras() throws {
    let golden = try readGolden("losses.json", as: Content.self)
    #expect(golden.cases.count > 100)
    for one in golden.cases {
      let inputs = try #require(golden.inputs[one.data])
      let loss = try loss(one)
      let predictions = try #require(inputs[one.predictions]).tensor()
      let labels = try #require(inputs["y"]).tensor(
        one.class.hasPrefix("Sparse") ? .int32 : .float32)
      var weights = try one.weights.map { try #require(golden.inputs["weights"]?[$0]).tensor() }
      if one.weights == "rows" { weights = weights.map { $0[rows: 0..<predictions.rowCount] } }
      let value = try loss.value(labels: labels, predictions: predictions, weights: weights)
      let gradient = try loss.gradient(labels: labels, predictions: predictions, weights: weights)
      let name = "\(one.class) \(one.config) \(one.data) \(one.weights ?? "") \(one.reduction)"
      #expect(value.shape == one.value.shape, "\(name)")
      #expect(gradient.shape == one.gradient.shape, "\(name)")
      #expect(
        disagreement(
          value.scalars(of: Float.self), one.value.values, relative: 5e-6, absolute: 1e-7) <= 1,
        "\(name): \(value.doubles) for \(one.value.values)")
      #expect(
        disagreement(
          gradient.scalars(of: Float.self), one.gradient.values, relative: 1e-5, absolute: 1e-7)
          <= 1, "gradient of \(name): \(gradient.doubles) for \(one.gradient.values)")
    }
  }
}
