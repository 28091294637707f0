import AssayCore
import AssayModel
import Testing

/// A graph as a layer, layers of several results, and freezing.
struct GraphLayerTests {
  private struct Parts {
    let dense = Dense(4, activation: .tanh, name: "inner")
    let normalised = BatchNormalization(momentum: 0.5, name: "norm")

    func callAsFunction(_ x: Symbol) -> Symbol { normalised(dense(x)) }

    func layer(name: String? = "block") -> GraphLayer {
      let x = Input(3)
      return GraphLayer(inputs: [x], outputs: [self(x)], className: "Functional", name: name)
    }
  }

  private func run(
    _ inputs: [Symbol], _ output: Symbol, mode: Mode = .training
  ) throws -> GraphRun {
    let run = try GraphRun(
      inputs: inputs, output: output, mode: mode, fusing: true, batchSize: 5, seed: 3)
    var numbers = Numbers(seed: 2)
    let data = inputs.map { numbers.uniform($0.shape.filled(5).elements) }
    try run(data, upstream: numbers.uniform(run.program.results[0].count))
    return run
  }

  private func expectSame(_ a: GraphRun, _ b: GraphRun) {
    #expect(a.output == b.output)
    #expect(a.inputGradients == b.inputGradients)
    #expect(a.weightGradients == b.weightGradients)
    #expect(
      a.network.weights.map { $0.scalars(of: Float.self) }
        == b.network.weights.map { $0.scalars(of: Float.self) })
  }

  @Test func givesWhatItsLayersGive() throws {
    let (x, z) = (Input(3), Input(3))
    let made = try run([x], Parts().layer()(x))
    expectSame(made, try run([z], Parts()(z)))
    #expect(
      made.network.parameterNames == [
        "block/inner/kernel", "block/inner/bias", "block/norm/gamma", "block/norm/beta",
        "block/norm/moving_mean", "block/norm/moving_variance",
      ])
    #expect(made.network.layers.map(\.name) == ["block"])
  }

  /// Once more are its gradients added up, and the moving statistics moved twice.
  @Test func calledTwiceItHasItsWeightsOnce() throws {
    let (x, y) = (Input(3), Input(3))
    let layer = Parts().layer()
    let made = try run([x, y], layer(x) * 2 + layer(y))
    let parts = Parts()
    let (u, v) = (Input(3), Input(3))
    let plain = try run([u, v], parts(u) * 2 + parts(v))
    expectSame(made, plain)
    #expect(made.network.store.parameters.count == 6)
    #expect(made.weightGradients.count == 4)
    #expect(made.weightGradients.allSatisfy { $0.contains { $0 != 0 } })
  }

  @Test func itsInsideCanBeUsedOnItsOwn() throws {
    let parts = Parts()
    let (x, y) = (Input(3), Input(3))
    let layer = parts.layer()
    let made = try run([x, y], layer(x) + parts(y))
    #expect(made.network.store.parameters.count == 6)
    #expect(Set(made.network.parameterNames).count == 6)
  }

  @Test func aCallPassesItsModeOn() throws {
    let x = Input(3)
    let asked = try run([x], Parts().layer()(x, training: false))
    let z = Input(3)
    let inference = try run([z], Parts()(z), mode: .inference)
    #expect(asked.output == inference.output)
    // What it would have moved has stayed.
    #expect(asked.network.updates.allSatisfy { !$0.happens(in: .inference) })
    #expect(asked.network.weights[4].doubles == [0, 0, 0, 0])
    #expect(asked.network.weights[5].doubles == [1, 1, 1, 1])
    // Its scale and offset are trained all the same.
    #expect(asked.weightGradients.count == 4)
  }

  /// What a call inside asked for stays, unless the call of the whole asks for something.
  @Test func aCallInsideKeepsItsMode() throws {
    func model() -> GraphLayer {
      let a = Input(3)
      let inner = Parts().layer(name: "deep")
      return GraphLayer(
        inputs: [a], outputs: [inner(a, training: false)], className: "Functional")
    }
    let (x, y, z) = (Input(3), Input(3), Input(3))
    let kept = try run([x], model()(x))
    #expect(kept.network.weights[4].doubles == [0, 0, 0, 0])
    let plain = try run([y], Parts()(y), mode: .inference)
    #expect(kept.output == plain.output)
    let asked = try run([z], model()(z, training: true))
    #expect(asked.network.weights[4].doubles.allSatisfy { $0 != 0 })
  }

  @Test func freezingReachesTheLayersInside() throws {
    let parts = Parts()
    let layer = parts.layer()
    layer.isTrainable = false
    #expect(!parts.dense.isTrainable && !parts.normalised.isTrainable)
    let x = Input(3)
    let frozen = try run([x], layer(x))
    #expect(frozen.isTrained == [false, false, false, false, false, false])
    #expect(frozen.network.weights[4].doubles == [0, 0, 0, 0])
    #expect(frozen.inputGradients[0].contains { $0 != 0 })

    layer.isTrainable = true
    parts.normalised.isTrainable = false
    let half = try run([x], layer(x))
    #expect(half.isTrained == [true, true, false, false, false, false])
    #expect(half.network.weights[5].doubles == [1, 1, 1, 1])

    // An outer layer that is frozen freezes what was thawed inside.
    layer.isTrainable = false
    parts.dense.isTrainable = true
    #expect(try run([x], layer(x)).isTrained.allSatisfy { !$0 })
  }

  @Test func severalInputsAndOutputsKeepTheirOrder() throws {
    let (a, b) = (Input(3), Input(2))
    let joined = Concatenate()(a, b)
    let layer = GraphLayer(
      inputs: [a, b], outputs: [Dense(4)(joined), b, joined], className: "Functional")
    let (x, y) = (Input(3), Input(2))
    let results = layer.outputs(of: x, y)
    #expect(
      results.map(\.shape) == [[Shape.free, 4], [Shape.free, 2], [Shape.free, 5]])
    let network = try Network(inputs: [x, y], outputs: results, seed: 0)
    #expect(network.outputNames == ["functional", "functional_1", "functional_2"])
    let values = try Evaluation(
      results, inputs: [x, y], mode: .inference, store: network.store)([[1, 2, 3], [4, 5]])
    #expect(Array(values[1...]) == [[4, 5], [1, 2, 3, 4, 5]])
  }

  @Test func aGraphInsideAGraphIsOne() throws {
    let inner = Parts().layer(name: "deep")
    let a = Input(3)
    let outer = GraphLayer(
      inputs: [a], outputs: [inner(a * 2)], className: "Functional", name: "outer")
    let x = Input(3)
    let made = try run([x], outer(x))
    #expect(made.network.parameterNames[0] == "outer/deep/inner/kernel")
    let z = Input(3)
    let plain = try run([z], Parts()(z * 2))
    #expect(made.output == plain.output)
    outer.isTrainable = false
    #expect(!inner.isTrainable)
  }

  @Test func anotherShapeIsRefused() {
    let made = Parts().layer()(Input(5))
    #expect(
      made.error.map { "\($0)" }
        == "Functional \"block\": got [batch, 5]; wanted [batch, 3]")
    let two = Parts().layer()(Input(3), Input(3))
    #expect(
      two.error.map { "\($0)" }
        == "Functional \"block\": got [batch, 3], [batch, 3]; wanted [batch, 3]")
  }

  @Test func theMaskInsideComesOut() throws {
    let tokens = Input(4, dtype: .int32)
    let embedded = Embedding(6, 2, maskZero: true)(tokens)
    let layer = GraphLayer(inputs: [tokens], outputs: [embedded], className: "Functional")
    let x = Input(4, dtype: .int32)
    let made = layer(x)
    let mask = try #require(made.mask)
    let network = try Network(inputs: [x], outputs: [made], seed: 0)
    let values = try Evaluation([mask], inputs: [x], store: network.store)([[3, 0, 5, 0]])
    #expect(values == [[1, 0, 1, 0]])
  }

  // MARK: Layers of several results

  private final class SumAndDifference: Layer {
    override func results(_ inputs: [Symbol], _ scope: Scope) -> [Symbol] {
      let scale = scope.parameter("scale", [], .constant(3))
      return [(inputs[0] + inputs[1]) * scale, inputs[0] - inputs[1]]
    }
  }

  @Test func aLayerGivesAllOfItsResults() throws {
    let (x, y) = (Input(2), Input(2))
    let layer = SumAndDifference()
    let results = layer.outputs(of: x, y)
    #expect(results.count == 2)
    let network = try Network(inputs: [x, y], outputs: results, seed: 0)
    #expect(network.layers.map(\.name) == ["sum_and_difference"])
    #expect(network.parameterNames == ["sum_and_difference/scale"])
    #expect(network.outputNames == ["sum_and_difference", "sum_and_difference_1"])
    let values = try Evaluation(results, inputs: [x, y], store: network.store)([[5, 6], [1, 4]])
    #expect(values == [[18, 30], [4, 2]])
    // The first is what a call gives.
    let (u, v) = (Input(2), Input(2))
    let first = layer(u, v)
    #expect(
      try Evaluation([first], inputs: [u, v], store: network.store)([[5, 6], [1, 4]]) == [[18, 30]])
  }

  /// A mistake is one symbol, whatever was expected.
  @Test func aMistakeIsTheOnlyResult() {
    let results = SumAndDifference().outputs(of: Input(2), Input(3))
    #expect(results.count == 1)
    #expect(results[0].error != nil)
  }
}
