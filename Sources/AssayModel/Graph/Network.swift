import AssayCore

/// A graph from inputs to outputs with its layers named and its parameters given their first numbers.
package final class Network {
  package let inputs: [Node]
  package let outputs: [Node]
  /// The layers with their names, in Keras's order.
  package let layers: [(name: String, layer: Layer)]
  package let store: ParameterStore
  /// The name of each parameter, `dense/kernel`, in the order of ``ParameterStore/parameters``.
  package let parameterNames: [String]
  /// The parameters that are weights, in the same order: all but what layers remember from batch to batch.
  package let weightParameters: [Parameter]
  package let weightNames: [String]
  /// The name of each output: that of the layer that made it, with `_1`, `_2` where it made several.
  package let outputNames: [String]
  /// The scalars that layers add to the loss.
  package let losses: [Node]
  /// The figures that layers report.
  package let reports: [LayerReport]
  /// What parameters become when a program has run.
  package let updates: [ParameterUpdate]
  /// The names of the layers that add to the loss, and of those that report each figure.
  package let lossLayers: [String]
  package let reportLayers: [String]
  /// The layers, by their names, that a mask came into and did not leave.
  package let droppedMasks: [String]
  /// How many rows the tables have in which each input's indices are looked up; `nil` where the input
  /// holds none.
  package let indexLimits: [Int?]
  /// The number of each random draw, for counted randomness.
  package let streams: [ObjectIdentifier: Int]

  /// - Parameters:
  ///   - outputNames: what the outputs are called instead of by their layers.
  /// - Throws: ``ModelError``: the first mistake in a symbol, or a graph that is not one model.
  package init(
    inputs: [Symbol], outputs: [Symbol], seed: UInt64, outputNames: [String]? = nil
  ) throws(ModelError) {
    for case .failure(let error) in (inputs + outputs).map(\.result) { throw error }
    guard !inputs.isEmpty, !outputs.isEmpty else {
      throw .graph("a model needs at least one input and one output")
    }
    self.inputs = inputs.map(\.node)
    self.outputs = outputs.map(\.node)
    let (order, calls) = Network.everything(behind: self.outputs)
    let known = Set(self.inputs.map(\.id))
    for node in self.inputs where !(node.op is InputOp) {
      throw .graph("an input of the model is the result of a layer; wanted what Input(…) gave")
    }
    if known.count < inputs.count {
      let twice = inputs.first { one in inputs.count { $0.node === one.node } > 1 }
      throw .graph("one Input \(twice?.shape ?? []) is given twice among the inputs")
    }
    for node in order where node.op is InputOp && !known.contains(node.id) {
      throw .graph("the outputs depend on an Input \(node.shape) that is not among the inputs")
    }

    let uses = try layerUses(in: self.outputs)
    var names = uses.names
    layers = uses.layers.map { ($0.name, $0.layer) }
    self.outputNames =
      outputNames.flatMap { $0.count == outputs.count ? $0 : nil }
      ?? Network.distinct(
        self.outputs.enumerated().map { index, node in
          node.origin.map { names.name(of: $0.layer) } ?? (node.op as? InputOp)?.name
            ?? "output_\(index + 1)"
        })

    // A layer may be used on its own and inside of another; its parameters are there once.
    var parameters: [Parameter] = []
    var parameterNames: [String] = []
    var seen: Set<ObjectIdentifier> = []
    for use in uses.layers {
      for (name, parameter, _) in try use.parameters()
      where seen.insert(ObjectIdentifier(parameter)).inserted {
        parameters.append(parameter)
        parameterNames.append(name)
      }
    }
    self.parameterNames = parameterNames
    weightParameters = parameters.filter { !$0.isState }
    weightNames = zip(parameterNames, parameters).filter { !$1.isState }.map(\.0)
    store = try ParameterStore(parameters, seed: seed)
    losses = calls.flatMap(\.losses)
    updates = calls.flatMap(\.updates)
    reports = calls.flatMap(\.reports)
    lossLayers = calls.filter { !$0.losses.isEmpty }.map { names.name(of: $0.layer) }
    reportLayers = calls.flatMap { call in call.reports.map { _ in names.name(of: call.layer) } }
    droppedMasks = calls.filter(\.dropsMask).map { names.name(of: $0.layer) }
    indexLimits = self.inputs.map { $0.indexLimit(readers: order) }
    var streams: [ObjectIdentifier: Int] = [:]
    for case let op as any RandomOp in order.map(\.op)
    where streams[ObjectIdentifier(op.place)] == nil {
      streams[ObjectIdentifier(op.place)] = streams.count
    }
    self.streams = streams
  }

  /// The parameters that training leaves alone: those that are not trainable, and those of layers that are
  /// frozen now.
  package func frozenParameters() throws(ModelError) -> Set<ObjectIdentifier> {
    var frozen = Set(store.parameters.map { ObjectIdentifier($0) })
    for use in try layerUses(in: outputs).layers {
      for (_, parameter, isFrozen) in try use.parameters() where !isFrozen {
        frozen.remove(ObjectIdentifier(parameter))
      }
    }
    return frozen
  }

  /// All nodes that outputs, and what layers report on the way to them, depend on, and the calls of
  /// layers among them.
  private static func everything(behind outputs: [Node]) -> (nodes: [Node], calls: [LayerCall]) {
    var nodes = topologicalOrder(outputs)
    var calls = nodes.compactMap(\.origin)
    while true {
      nodes = topologicalOrder(outputs + calls.flatMap(\.reported))
      let found = nodes.compactMap(\.origin)
      guard found.count > calls.count else { return (nodes, calls) }
      calls = found
    }
  }

  /// The names with `_1`, `_2` after those that came before; none becomes one that is given later.
  private static func distinct(_ names: [String]) -> [String] {
    var taken = FreeNames(taken: Set(names))
    var seen: Set<String> = []
    return names.map { seen.insert($0).inserted ? $0 : taken.take($0) }
  }

  /// The weights in Keras's layout and order.
  package var weights: [Tensor] { copies(of: weightParameters) }

  /// The weights, and what layers remember from batch to batch, in the order of ``parameterNames``.
  package var numbers: [Tensor] { copies(of: store.parameters) }

  /// Replaces the weights.
  ///
  /// - Throws: ``ModelError/weights(_:)`` naming the first that does not fit; then nothing has changed.
  package func setWeights(_ weights: [Tensor]) throws(ModelError) {
    try set(weightParameters, weightNames, to: weights)
  }

  /// Replaces the weights, and what layers remember from batch to batch.
  ///
  /// - Throws: as ``setWeights(_:)``.
  package func setNumbers(_ numbers: [Tensor]) throws(ModelError) {
    try set(store.parameters, parameterNames, to: numbers)
  }

  private func copies(of parameters: [Parameter]) -> [Tensor] {
    parameters.map { parameter in
      var tensor = Tensor(zeros: parameter.shape)
      tensor.withUnsafeMutableBytes { bytes in
        bytes.copyMemory(
          from: UnsafeRawBufferPointer(start: store.value(of: parameter), count: bytes.count))
      }
      return tensor
    }
  }

  private func set(
    _ parameters: [Parameter], _ names: [String], to weights: [Tensor]
  ) throws(ModelError) {
    guard weights.count == parameters.count else {
      throw .weights(
        "\(weights.count) weights were given; the model has \(parameters.count): "
          + names.joined(separator: ", "))
    }
    for (index, tensor) in weights.enumerated() {
      let wanted = parameters[index].shape
      guard tensor.shape == wanted, tensor.dtype == .float32 else {
        throw .weights(
          "weight \(index), \(names[index]): got \(tensor.shape) \(tensor.dtype); "
            + "wanted \(wanted) float32")
      }
    }
    for (tensor, parameter) in zip(weights, parameters) {
      tensor.withUnsafeBytes { bytes in
        UnsafeMutableRawBufferPointer(start: store.value(of: parameter), count: bytes.count)
          .copyMemory(from: bytes)
      }
    }
    ParameterVersions(parameters).advance()
  }
}
