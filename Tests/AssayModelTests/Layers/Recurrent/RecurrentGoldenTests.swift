import AssayCore
import AssayModel
import Testing

/// Recurrent layers against Keras: names, outputs, and every gradient.
struct RecurrentGoldenTests {
  static let cases = (try? RecurrentGolden.file.get().cases) ?? []

  /// Passes its first input on with the second as its mask.
  private final class Masked: Layer {
    override func call(_ inputs: [Symbol], _ scope: Scope) -> Symbol { inputs[0] * 1 }
    override var supportsMasking: Bool { true }
    override func mask(of inputs: [Symbol], output: Symbol) -> Symbol? { inputs[1] }
  }

  @Test func theFileIsThere() throws {
    #expect(try RecurrentGolden.file.get().cases.count > 80)
  }

  @Test(arguments: cases)
  func agreesWithKeras(on golden: RecurrentGolden.Case) throws {
    let file = try RecurrentGolden.file.get()
    let layer = try makeLayer(golden.layer, golden.config)
    let x = Input(file.steps, file.inputs)
    let mask = Input(file.steps)
    let stateUnits = golden.config.units ?? golden.config.layer?.config.units ?? 0
    let states = golden.stateGradients.map { _ in Input(stateUnits) }
    let source = golden.mask ? Masked()(x, mask) : x
    let results = layer.outputs(of: [source] + states)
    let outputs = Array(results.prefix(golden.outputs.count))
    #expect(results.count == golden.outputs.count)
    for (symbol, wanted) in zip(outputs, golden.outputs) {
      #expect(symbol.error == nil)
      #expect(symbol.shape.filled(file.batch) == wanted.shape)
    }

    let upstreams = outputs.map { Symbol.input($0.shape) }
    let total = zip(outputs, upstreams).map { ($0 * $1).sum() }.reduce(.constant(0), +)
    let inputs = [x] + (golden.mask ? [mask] : []) + states
    let network = try Network(inputs: inputs, outputs: outputs, seed: 0)
    #expect(network.parameterNames == golden.weights.map(\.path))
    #expect(network.weights.map(\.shape) == golden.weights.map(\.shape))
    try network.setWeights(
      golden.weights.enumerated().map { index, weight in
        try Tensor(
          RecurrentGolden.numbers(index, weight.shape.elements), shape: weight.shape)
      })

    let parameters = network.store.parameters.map { parameter in
      topologicalOrder([total.node]).first { ($0.op as? ParameterOp)?.parameter === parameter }
    }
    let targets = parameters.compactMap { $0 } + [x.node] + states.map(\.node)
    let found = gradients(of: total.node, withRespectTo: targets)
    try #require(found.allSatisfy { $0 != nil })
    for threads in [1, 2] {
      let evaluation = try Evaluation(
        nodes: outputs.map(\.node) + found.compactMap { $0 }, inputs: inputs + upstreams,
        batchSize: file.batch, threads: threads, store: network.store)
      let data =
        [RecurrentGolden.numbers(100, file.batch * file.steps * file.inputs, scale: 1)]
        + (golden.mask ? [file.kept.flatMap { $0 }] : [])
        + states.indices.map { RecurrentGolden.numbers(200 + $0, file.batch * stateUnits) }
        + golden.outputs.enumerated().map { index, output in
          RecurrentGolden.numbers(300 + index, output.shape.elements)
        }
      let got = try evaluation(data)
      let wanted =
        golden.outputs.map(\.values) + golden.weightGradients + [golden.inputGradient]
        + golden.stateGradients
      #expect(got.count == wanted.count)
      for (index, (a, b)) in zip(got, wanted).enumerated() {
        #expect(
          disagreement(a, b, relative: 1e-5, absolute: 2e-6) <= 1,
          "result \(index): \(a.prefix(12)) for \(b.prefix(12))")
      }
    }
  }

  private func makeLayer(_ name: String, _ config: RecurrentGolden.LayerConfig) throws -> Layer {
    let units = config.units ?? 0
    let activation = try activation(config.activation) ?? .tanh
    let recurrent = try self.activation(config.recurrentActivation) ?? .sigmoid
    let (sequences, states) = (config.returnSequences ?? false, config.returnState ?? false)
    switch name {
    case "SimpleRNN":
      return SimpleRNN(
        units, activation: activation, useBias: config.useBias ?? true,
        returnSequences: sequences, returnState: states,
        goBackwards: config.goBackwards ?? false)
    case "LSTM":
      return LSTM(
        units, activation: activation, recurrentActivation: recurrent,
        useBias: config.useBias ?? true, returnSequences: sequences, returnState: states,
        goBackwards: config.goBackwards ?? false)
    case "GRU":
      return GRU(
        units, activation: activation, recurrentActivation: recurrent,
        useBias: config.useBias ?? true, returnSequences: sequences, returnState: states,
        goBackwards: config.goBackwards ?? false, resetAfter: config.resetAfter ?? true)
    default:
      let inner = try #require(config.layer)
      var own = RecurrentGolden.LayerConfig()
      own.units = inner.config.units
      own.returnSequences = inner.config.returnSequences
      own.returnState = inner.config.returnState
      let layer = try #require(try makeLayer(inner.class, own) as? Recurrent)
      let merge: Bidirectional.Merge? = config.mergeMode.flatMap { .init(rawValue: $0) }
      return Bidirectional(layer, mergeMode: merge)
    }
  }

  private func activation(_ name: String?) throws -> Activation? {
    try name.map { try #require(Activation.named[$0]) }
  }
}
