import AssayCore
import AssayModel
import Testing

/// Layers against real Keras: what comes out, its mask, and the gradients of inputs and weights.
struct LayerGoldenTests {
  @Test(arguments: LayerGolden.all("merging"))
  func mergesAsKerasDoes(_ golden: LayerGolden) throws { try check(golden) }

  @Test(arguments: LayerGolden.all("normalization"))
  func normalizesAsKerasDoes(_ golden: LayerGolden) throws { try check(golden) }

  @Test(arguments: LayerGolden.all("attention") + LayerGolden.all("attention_masks"))
  func attendsAsKerasDoes(_ golden: LayerGolden) throws { try check(golden, within: 5e-5) }

  @Test(
    arguments: LayerGolden.all("preparation") + LayerGolden.all("image_changes")
      + LayerGolden.all("activations"))
  func preparesAsKerasDoes(_ golden: LayerGolden) throws { try check(golden) }

  /// Within 1e-5 of the largest numbers, some hundred roundings of float32 in another order; more
  /// behind the exponentials of attention.
  private func check(_ golden: LayerGolden, within tolerance: Double = 1e-5) throws {
    let batchSize = golden.inputs.first?.shape.first ?? 1
    var inputs: [Symbol] = []
    var data: [[Float]] = []
    for values in golden.inputs {
      inputs.append(
        .input(
          values.shape.withFirst(Shape.free), dtype: values.dtype == "int32" ? .int32 : .float32))
      data.append(values.values)
    }
    let floats = inputs.filter { $0.node.dtype == .float32 }
    // A mask enters as an input of its own.
    var masks: [Symbol] = []
    var masked = inputs
    for (index, mask) in golden.masks.enumerated() {
      guard let mask else { continue }
      let symbol = Symbol.input([Shape.free, mask.count / batchSize])
      masks.append(symbol)
      data.append(mask)
      masked[index] = WithMask()(inputs[index], symbol)
    }

    let layer = try golden.layer()
    if let data = golden.adapt { try (layer as? Normalization)?.adapt(data.tensor()) }
    let outputs = golden.results(of: layer, masked)
    for case let error? in outputs.map(\.error) { throw error }
    let network = try Network(inputs: inputs + masks, outputs: outputs, seed: 0)
    #expect(
      network.parameterNames.map { $0.split(separator: "/").dropFirst().joined(separator: "/") }
        == golden.weights.map(\.path))
    #expect(network.store.parameters.map(\.isTrainable) == golden.weights.map(\.trainable))
    if golden.adapt != nil {
      for (weights, golden) in zip(network.weights, golden.weights) {
        #expect(
          disagreement(
            weights.scalars(of: Float.self), golden.value.values, relative: 1e-6, absolute: 1e-6)
            <= 1)
      }
    }
    try network.setWeights(golden.weights.map { try $0.value.tensor() })

    let upstream = golden.upstream.map { Symbol.input($0.shape.withFirst(Shape.free)) }
    var targets: [Node] = []
    var wanted = [golden.output] + (golden.others ?? [])
    let mode: Mode = golden.call.flag("training", false) ? .training : .inference
    var roots = specialise(outputs.map(\.node), for: mode)
    if let upstream, let values = golden.upstream {
      data.append(values.values.map { Float($0) })
      let sum = (outputs[0] * upstream).sum()
      let all = specialise([sum.node] + outputs.map(\.node), for: mode)
      let total = all[0]
      roots = Array(all.dropFirst())
      let nodes = topologicalOrder([total])
      let parameters = network.store.parameters.filter(\.isTrainable).compactMap { parameter in
        nodes.first { ($0.op as? ParameterOp)?.parameter === parameter }
      }
      let found = gradients(
        of: total, withRespectTo: floats.map(\.node) + parameters)
      targets = found.compactMap { $0 }
      // What has no gradient here is 0 there.
      for (gradient, values) in zip(
        found, (golden.inputGradients ?? []) + (golden.weightGradients ?? []))
      {
        if gradient == nil {
          #expect(values.values.allSatisfy { $0 == 0 })
        } else {
          wanted.append(values)
        }
      }
    }
    #expect(outputs[0].mask == nil ? golden.mask == nil : golden.mask != nil)
    if let mask = outputs[0].mask, let values = golden.mask {
      targets.append(mask.node)
      wanted.append(GoldenValues(shape: [values.count], values: values.map(Double.init)))
    }
    let got = try Evaluation(
      nodes: roots + targets, inputs: inputs + masks + [upstream].compactMap { $0 },
      batchSize: batchSize, mode: mode, store: network.store)(data)
    #expect(got.count == wanted.count)
    for (index, (numbers, values)) in zip(got, wanted).enumerated() {
      let most = values.values.map(\.magnitude).max() ?? 0
      #expect(
        disagreement(
          numbers, values.values, relative: tolerance, absolute: tolerance / 10 + tolerance * most)
          <= 1,
        "result \(index): \(numbers) for \(values.values)")
    }
    #expect(outputs[0].shape == golden.output.shape.withFirst(Shape.free))
  }
}

/// The first input under the mask that the second is.
private final class WithMask: Layer {
  override func call(_ inputs: [Symbol], _ scope: Scope) -> Symbol { inputs[0] }
  override var supportsMasking: Bool { true }
  override func mask(of inputs: [Symbol], output: Symbol) -> Symbol? { inputs[1] }
}

extension LayerGolden {
  /// What the layer gives for the inputs in the order of the table.
  func results(of layer: Layer, _ inputs: [Symbol]) -> [Symbol] {
    guard let order else { return [layer(inputs)] }
    let named = Dictionary(uniqueKeysWithValues: zip(order, inputs))
    guard let query = named["query"], let value = named["value"] else { return [] }
    if let mask = named["attention_mask"], let heads = layer as? AttentionHeads {
      return [heads(query, value, key: named["key"], attentionMask: mask)]
    }
    let results = layer.outputs(of: [query, value] + (named["key"].map { [$0] } ?? []))
    return Array(results.prefix(1 + (others?.count ?? 0)))
  }
}
