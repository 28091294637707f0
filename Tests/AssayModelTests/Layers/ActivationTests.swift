import AssayCore
import AssayModel
import Testing

/// Every activation against real Keras, computed in double precision.
struct ActivationTests {
  private struct Content: Decodable {
    var x: GoldenValues
    var elementwise: [Case]
    var overAnAxis: [Case]
    var kinks: Kinks
  }

  private struct Kinks: Decodable {
    var x: GoldenValues
    var elementwise: [Case]
    var backendsDiffer: [Difference]
  }

  private struct Case: Decodable {
    var name: String
    var config: Config
    var y: GoldenValues
    var gradient: GoldenValues
    var exact: Exact?
    var x: GoldenValues?
    var upstream: GoldenValues?
  }

  private struct Exact: Decodable {
    var y: [Double]
    var gradient: [Double]
  }

  private struct Difference: Decodable {
    var name: String
    var config: Config
    var x: Double
    var gradient: [String: Double]
  }

  private struct Config: Decodable, Equatable {
    var negativeSlope: Float?
    var maxValue: Float?
    var threshold: Float?
    var alpha: Float?
    var approximate: Bool?
    var b: Float?
    var defaultValue: Float?
    var axis: Int?
  }

  private static func activation(_ name: String, _ config: Config) -> Activation? {
    switch name {
    case "relu":
      .relu(
        negativeSlope: config.negativeSlope ?? 0, maximum: config.maxValue,
        threshold: config.threshold ?? 0)
    case "leaky_relu": config.negativeSlope.map { .leakyRelu(negativeSlope: $0) } ?? .leakyRelu()
    case "gelu": .gelu(approximate: config.approximate ?? false)
    case "elu": config.alpha.map { .elu(alpha: $0) } ?? .elu
    case "celu": config.alpha.map { .celu(alpha: $0) } ?? .celu()
    case "soft_shrink": config.threshold.map { .softShrink(threshold: $0) } ?? .softShrink()
    case "hard_shrink": config.threshold.map { .hardShrink(threshold: $0) } ?? .hardShrink()
    case "squareplus": config.b.map { .squareplus(b: $0) } ?? .squareplus()
    case "threshold": .threshold(config.threshold ?? 0, value: config.defaultValue ?? 0)
    default: Activation.named[name]
    }
  }

  private func run(
    _ activation: Activation, _ x: GoldenValues, upstream: GoldenValues?
  ) throws -> (y: [Float], gradient: [Float]) {
    let input = Symbol.input(x.shape)
    let weights = Symbol.input(x.shape)
    let y = activation(input)
    let gradient = gradients(of: (y * weights).sum().node, withRespectTo: [input.node])
    let evaluation = try Evaluation(
      nodes: [y.node] + gradient.compactMap { $0 }, inputs: [input, weights])
    let ones = x.values.map { _ in Float(1) }
    let results = try evaluation(
      [x.values.map { Float($0) }, upstream?.values.map { Float($0) } ?? ones])
    return (results[0], results[1])
  }

  /// Beside 2e-6 of the value, as many roundings as Keras's own float32 makes: 3e-7 near 1, and of the
  /// input where the formula subtracts it.
  @Test func agreesWithKeras() throws {
    let golden = try readGolden("activations.json", as: Content.self)
    #expect(golden.elementwise.count == 39)
    for one in golden.elementwise {
      let exact = try #require(one.exact)
      let activation = try #require(Self.activation(one.name, one.config), "\(one.name)")
      let (y, gradient) = try run(activation, golden.x, upstream: nil)
      #expect(
        disagreement(y, exact.y, relative: 2e-6, absolute: 3e-7) <= 1, "\(one.name) \(one.config)")
      #expect(
        disagreement(gradient, exact.gradient, relative: 2e-6, absolute: 3e-7) <= 1,
        "gradient of \(one.name) \(one.config): \(gradient) for \(exact.gradient)")
    }
  }

  /// Over the last axis; other axes, sparsemax and glu are not built yet.
  @Test(arguments: ["softmax", "log_softmax"])
  func agreesWithKerasOverTheLastAxis(name: String) throws {
    let golden = try readGolden("activations.json", as: Content.self)
    let cases = golden.overAnAxis.filter { $0.name == name && $0.config.axis == nil }
    #expect(cases.count == 1)
    for one in cases {
      let activation = try #require(Self.activation(name, one.config))
      let exact = try #require(one.exact)
      let (y, gradient) = try run(activation, try #require(one.x), upstream: one.upstream)
      // Probabilities keep their digits however small; logarithms are differences of numbers near 35.
      let absolute = name == "softmax" ? 1e-30 : 1e-7
      #expect(disagreement(y, exact.y, relative: 2e-6, absolute: absolute) <= 1)
      #expect(disagreement(gradient, exact.gradient, relative: 2e-6, absolute: 5e-7) <= 1)
    }
  }

  /// Where derivatives jump: Keras's value, and the gradient that at least one of its backends takes.
  @Test func takesOneOfKerassSidesAtAKink() throws {
    let golden = try readGolden("activations.json", as: Content.self)
    for one in golden.kinks.elementwise {
      let activation = try #require(Self.activation(one.name, one.config))
      let (y, gradient) = try run(activation, golden.kinks.x, upstream: nil)
      #expect(
        disagreement(y, one.y.values, relative: 2e-6, absolute: 3e-7) <= 1,
        "\(one.name) \(one.config)")
      for (index, x) in golden.kinks.x.values.enumerated() {
        let known = golden.kinks.backendsDiffer.first {
          $0.name == one.name && $0.config == one.config && $0.x == x
        }
        var sides = known.map { Array($0.gradient.values) } ?? [one.gradient.values[index]]
        // With all three arguments Keras adds two masked parts: 0 or the mean at the ends. Ours are
        // the slope from below, and from above.
        if one.name == "relu", one.config.negativeSlope == 0.2 {
          if x == 0.5 { sides = [0.2] }
          if x == 3 { sides = [0] }
        }
        #expect(
          sides.contains { abs($0 - Double(gradient[index])) < 1e-5 },
          "\(one.name) \(one.config) at \(x): \(gradient[index]); wanted one of \(sides)")
      }
    }
  }

  @Test func hasKerassNames() {
    #expect(Activation.named["swish"] == .silu)
    #expect(Activation.named["hard_swish"] == .hardSilu)
    #expect(Activation.named.count == 29)
    #expect(Activation.relu(negativeSlope: 0.1).name == "relu")
    #expect(Activation.logSoftmax.name == "log_softmax")
  }

  @Test func areEqualOnlyWhereTheyComputeTheSame() {
    #expect(Activation.relu() == .relu)
    #expect(Activation.elu(alpha: 1) == .elu)
    #expect(Activation.elu(alpha: 2) != .elu)
    #expect(Activation.gelu(approximate: false) == .gelu)
    #expect(Activation.gelu(approximate: true) != .gelu)
    #expect(Activation.relu(maximum: 6) != .relu)
  }
}
