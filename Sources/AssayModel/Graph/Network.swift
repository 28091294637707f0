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
  /// The name of each output: that of the layer that made it.
  package let outputNames: [String]
  /// Which dropout is which, for counted randomness.
  package let dropouts: [ObjectIdentifier: Int]

  /// - Throws: ``ModelError``: the first mistake in a symbol, or a graph that is not one model.
  package init(inputs: [Symbol], outputs: [Symbol], seed: UInt64) throws(ModelError) {
    for case .failure(let error) in (inputs + outputs).map(\.result) { throw error }
    guard !inputs.isEmpty, !outputs.isEmpty else {
      throw .graph("a model needs at least one input and one output")
    }
    self.inputs = inputs.map(\.node)
    self.outputs = outputs.map(\.node)
    let order = topologicalOrder(self.outputs)
    let known = Set(self.inputs.map(\.id))
    for node in self.inputs where !(node.op is InputOp) {
      throw .graph("an input of the model is the result of a layer; wanted what Input(…) gave")
    }
    for node in order where node.op is InputOp && !known.contains(node.id) {
      throw .graph("the outputs depend on an Input \(node.shape) that is not among the inputs")
    }

    let calls = keras(orderOf: self.outputs)
    var names = LayerNames()
    var layers: [(name: String, layer: Layer)] = []
    var seen: Set<ObjectIdentifier> = []
    for call in calls where seen.insert(ObjectIdentifier(call.layer)).inserted {
      layers.append((names.name(of: call.layer), call.layer))
    }
    if let name = Self.repeatedName(layers.compactMap(\.layer.name)) {
      throw .graph("two layers are called \"\(name)\"; a model needs a name for each")
    }
    self.layers = layers
    outputNames = self.outputs.enumerated().map { index, node in
      node.origin.map { names.name(of: $0.layer) } ?? "output_\(index + 1)"
    }

    // Parameters of layers first, in their order; then those that no layer declared.
    var parameters: [Parameter] = []
    var parameterNames: [String] = []
    for (name, layer) in layers {
      for parameter in layer.scope.parameters {
        parameters.append(parameter)
        parameterNames.append("\(name)/\(parameter.name)")
      }
    }
    self.parameterNames = parameterNames
    store = try ParameterStore(parameters, seed: seed)
    var dropouts: [ObjectIdentifier: Int] = [:]
    for case let op as DropoutOp in order.map(\.op) {
      dropouts[ObjectIdentifier(op.place)] = dropouts.count
    }
    self.dropouts = dropouts
  }

  private static func repeatedName(_ names: [String]) -> String? {
    var seen: Set<String> = []
    return names.first { !seen.insert($0).inserted }
  }

  /// The parameters' numbers in Keras's layout and order.
  package var weights: [Tensor] {
    store.parameters.map { parameter in
      var tensor = Tensor(zeros: parameter.shape)
      tensor.withUnsafeMutableBytes { bytes in
        bytes.copyMemory(
          from: UnsafeRawBufferPointer(start: store.value(of: parameter), count: bytes.count))
      }
      return tensor
    }
  }

  /// Replaces the parameters' numbers.
  ///
  /// - Throws: ``ModelError/weights(_:)`` naming the first that does not fit; then nothing has changed.
  package func setWeights(_ weights: [Tensor]) throws(ModelError) {
    guard weights.count == store.parameters.count else {
      throw .weights(
        "\(weights.count) weights were given; the model has \(store.parameters.count): "
          + parameterNames.joined(separator: ", "))
    }
    for (index, tensor) in weights.enumerated() {
      let wanted = store.parameters[index].shape
      guard tensor.shape == wanted, tensor.dtype == .float32 else {
        throw .weights(
          "weight \(index), \(parameterNames[index]): got \(tensor.shape) \(tensor.dtype); "
            + "wanted \(wanted) float32")
      }
    }
    for (tensor, parameter) in zip(weights, store.parameters) {
      tensor.withUnsafeBytes { bytes in
        UnsafeMutableRawBufferPointer(start: store.value(of: parameter), count: bytes.count)
          .copyMemory(from: bytes)
      }
    }
  }
}

/// Keras's order of a graph's layer calls: by distance from the outputs, farthest first, and among equals
/// in the order in which a walk back from the outputs meets them.
private func keras(orderOf outputs: [Node]) -> [LayerCall] {
  var calls: [LayerCall] = []
  var rank: [ObjectIdentifier: Int] = [:]
  var stack = Array(outputs.reversed())
  var seen: Set<ObjectIdentifier> = []
  while let node = stack.popLast() {
    guard seen.insert(node.id).inserted else { continue }
    if let call = node.origin {
      if rank[ObjectIdentifier(call.layer)] == nil {
        rank[ObjectIdentifier(call.layer)] = rank.count
      }
      calls.append(call)
      stack.append(contentsOf: call.inputs.reversed())
    } else {
      stack.append(contentsOf: node.inputs.reversed())
    }
  }

  // Depth in calls; a layer called twice counts where it is farthest.
  var depth: [ObjectIdentifier: Int] = [:]
  var layerDepth: [ObjectIdentifier: Int] = [:]
  for node in topologicalOrder(outputs).reversed() {
    let here = depth[node.id] ?? 0
    var below = here
    var sources = node.inputs
    if let call = node.origin {
      layerDepth[ObjectIdentifier(call.layer)] = max(
        layerDepth[ObjectIdentifier(call.layer)] ?? 0, here)
      below = here + 1
      sources = call.inputs
    }
    for source in sources { depth[source.id] = max(depth[source.id] ?? 0, below) }
  }
  return calls.sorted { a, b in
    let (x, y) = (ObjectIdentifier(a.layer), ObjectIdentifier(b.layer))
    let (dx, dy) = (layerDepth[x] ?? 0, layerDepth[y] ?? 0)
    return dx == dy ? (rank[x] ?? 0) < (rank[y] ?? 0) : dx > dy
  }
}
