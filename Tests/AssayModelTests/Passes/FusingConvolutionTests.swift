import AssayCore
import AssayModel
import Testing

/// Joining convolutions with the padding before them and the normalisation and relu behind them changes the
/// work, not the result.
struct FusingConvolutionTests {
  struct Form: Sendable, CustomTestStringConvertible {
    let mode: Mode
    var isFrozen = false
    var call: Bool?

    var testDescription: String {
      let called = call.map { ", called with training: \($0)" } ?? ""
      return "\(mode)\(isFrozen ? ", frozen" : "")\(called)"
    }
  }

  static let forms = [
    Form(mode: .inference), Form(mode: .inference, isFrozen: true), Form(mode: .training),
    Form(mode: .training, isFrozen: true), Form(mode: .training, call: false),
    Form(mode: .training, isFrozen: true, call: false), Form(mode: .inference, call: true),
  ]

  /// Two blocks of a mobile network: one that halves the image, and one whose result is added to what came in.
  private func blocks(_ x: Symbol, _ form: Form) -> Symbol {
    func cut(_ x: Symbol) -> Symbol { ReLU(maxValue: 6)(normalised(x)) }
    func normalised(_ x: Symbol) -> Symbol {
      let layer = BatchNormalization(
        momentum: 0.6, betaInitializer: .randomUniform(minimum: -0.5, maximum: 1.5),
        gammaInitializer: .randomUniform(minimum: 0.5, maximum: 2),
        movingMeanInitializer: .randomUniform(minimum: -0.5, maximum: 0.5),
        movingVarianceInitializer: .randomUniform(minimum: 0.2, maximum: 1.5))
      layer.isTrainable = !form.isFrozen
      return layer(x, training: form.call)
    }
    func pixels(_ filters: Int, _ x: Symbol) -> Symbol {
      let layer = Conv2D(filters, kernelSize: 1, padding: .same, useBias: false)
      layer.isTrainable = !form.isFrozen
      return layer(x)
    }
    func each(_ stride: Int, _ x: Symbol) -> Symbol {
      let layer = DepthwiseConv2D(
        kernelSize: 3, strides: Extent(stride, stride), padding: stride == 1 ? .same : .valid,
        useBias: false)
      layer.isTrainable = !form.isFrozen
      return layer(x)
    }
    let first = cut(pixels(6, x))
    let half = cut(each(2, ZeroPadding2D(Edges(top: 0, bottom: 1, left: 1, right: 1))(first)))
    let narrow = normalised(pixels(4, half))
    let again = normalised(pixels(4, cut(each(1, cut(pixels(16, narrow))))))
    // One with a bias, whose relu is no layer of its own.
    let last = Conv2D(3, kernelSize: 2, activation: .relu)
    last.isTrainable = !form.isFrozen
    return last(Add()(narrow, again))
  }

  private func run(_ form: Form, fusing: Bool, spoilt: Bool = false) throws -> GraphRun {
    let x = Input(6, 7, 3)
    let run = try GraphRun(
      inputs: [x], output: blocks(x, form), mode: form.mode, fusing: fusing, batchSize: 3, seed: 5)
    var numbers = Numbers(seed: 11)
    var data = numbers.uniform(3 * 6 * 7 * 3)
    if spoilt { data[50] = .nan }
    let count = run.program.results[0].count
    try run([data], upstream: numbers.uniform(count))
    return run
  }

  /// Within 1e-5 of the largest numbers: a normalisation inside of a kernel is the same product in another
  /// order.
  @Test(arguments: forms)
  func isTheSameButForRounding(_ form: Form) throws {
    let (plain, fused) = (try run(form, fusing: false), try run(form, fusing: true))
    #expect(plain.output.contains { $0 > 0 })
    #expect(plain.inputGradients[0].contains { $0 != 0 })
    #expect(plain.weightGradients.isEmpty == form.isFrozen)
    expectAlike(plain, fused)
  }

  private func expectAlike(_ plain: GraphRun, _ fused: GraphRun) {
    func expect(_ a: [Float], _ b: [Float], _ what: String) {
      let most = b.map { Double($0.magnitude) }.max() ?? 0
      #expect(
        disagreement(a, b.map(Double.init), relative: 1e-5, absolute: 1e-6 + 1e-5 * most) <= 1,
        "\(what)")
    }
    expect(fused.output, plain.output, "the result")
    expect(fused.inputGradients[0], plain.inputGradients[0], "the gradient of the input")
    for (index, (a, b)) in zip(fused.weightGradients, plain.weightGradients).enumerated() {
      expect(a, b, "gradient \(index)")
    }
    for (name, (a, b)) in zip(
      plain.network.parameterNames, zip(fused.network.weights, plain.network.weights))
    {
      expect(a.scalars(of: Float.self), b.scalars(of: Float.self), name)
    }
  }

  /// More images than the caches hold go through a normalisation and a depthwise convolution in parts, the last
  /// of which is smaller.
  @Test(arguments: [1, 2])
  func partsOfABatchAreTheWhole(stride: Int) throws {
    func run(fusing: Bool) throws -> GraphRun {
      let x = Input(21, 20, 3)
      let wide = ReLU(maxValue: 6)(BatchNormalization()(Conv2D(48, kernelSize: 1)(x)))
      let y = DepthwiseConv2D(
        kernelSize: 3, strides: Extent(stride, stride), padding: .same, useBias: false)(wide)
      let run = try GraphRun(
        inputs: [x], output: y, mode: .training, fusing: fusing, batchSize: 57, seed: 5)
      var numbers = Numbers(seed: 12)
      try run(
        [numbers.uniform(57 * 21 * 20 * 3)],
        upstream: numbers.uniform(run.program.results[0].count))
      return run
    }
    expectAlike(try run(fusing: false), try run(fusing: true))
  }

  /// Nothing is left of padding and normalisation in inference; in training the padding and four relus go, and
  /// one normalisation becomes part of a depthwise convolution.
  @Test func whatCanBeJoinedIsJoined() throws {
    func nodes(_ form: Form, fusing: Bool) -> [Node] {
      let fixed = form.mode == .inference || form.isFrozen
      return topologicalOrder(
        passes(
          [blocks(Input(6, 7, 3), form).node], mode: form.mode, fusing: fusing,
          isFixed: { _ in fixed }))
    }
    func counts(_ nodes: [Node]) -> [Int] {
      [nodes.count { $0.op is PadOp }, nodes.count { $0.op is BatchNormalise }]
    }
    let plain = nodes(Form(mode: .training), fusing: false)
    let fused = nodes(Form(mode: .training), fusing: true)
    #expect(counts(plain) == [1, 6])
    #expect(counts(fused) == [0, 5])
    #expect(fused.count == plain.count - 6)
    #expect(counts(nodes(Form(mode: .inference), fusing: true)) == [0, 0])
    #expect(counts(nodes(Form(mode: .training, isFrozen: true), fusing: true)) == [0, 0])
  }

  /// A relu of oneDNN's own makes 0 of NaN, which must not hide that a training has gone astray.
  @Test(arguments: [true, false])
  func nanComesThroughInTraining(fusing: Bool) throws {
    #expect(
      try run(Form(mode: .training), fusing: fusing, spoilt: true).output.contains { $0.isNaN })
  }
}
