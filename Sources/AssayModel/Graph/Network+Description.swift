import AssayCore

/// One input or layer of a network, in words and numbers.
package struct LayerDescription {
  package let name: String
  package let className: String
  package let inputs: [String]
  package let shape: Shape
  package let parameters: Int
  /// The shapes of all results of the first call.
  package var shapes: [Shape] = []
  /// Of every call, where its inputs come from: the layer, which of its calls, which result of that.
  package var connections: [[(name: String, call: Int, result: Int)]] = []
  /// Whether training changes the layer's parameters; `nil` where it has none.
  package var isTrainable: Bool?
}

extension Network {
  /// The inputs, then the layers in their order.
  package func describeLayers() throws(ModelError) -> [LayerDescription] {
    let uses = try layerUses(in: outputs).layers
    var names: [ObjectIdentifier: String] = [:]
    for use in uses { names[ObjectIdentifier(use.layer)] = use.name }
    var taken = FreeNames(taken: Set(uses.map(\.name)))
    var inputNames: [ObjectIdentifier: String] = [:]
    var described: [LayerDescription] = []
    for node in inputs {
      let name = taken.take((node.op as? InputOp)?.name ?? "input_layer")
      inputNames[node.id] = name
      described.append(
        LayerDescription(
          name: name, className: "InputLayer", inputs: [], shape: node.shape, parameters: 0))
    }

    let connections = connections(names: names, inputNames: inputNames)
    var sources: [ObjectIdentifier: [String]] = [:]
    for call in topologicalOrder(outputs).compactMap(\.origin) {
      for node in call.inputs {
        let layer = ObjectIdentifier(call.layer)
        guard
          let name = inputNames[node.id]
            ?? node.origin.flatMap({ names[ObjectIdentifier($0.layer)] }),
          !sources[layer, default: []].contains(name)
        else { continue }
        sources[layer, default: []].append(name)
      }
    }
    for use in uses {
      var seen: Set<ObjectIdentifier> = []
      let parameters = try use.parameters().map(\.parameter)
        .filter { !$0.isState && seen.insert(ObjectIdentifier($0)).inserted }
      described.append(
        LayerDescription(
          name: use.name, className: use.layer.className,
          inputs: sources[ObjectIdentifier(use.layer)] ?? [], shape: use.result.shape,
          parameters: parameters.reduce(0) { $0 + $1.shape.elements },
          shapes: use.call.made.map(\.shape),
          connections: connections[ObjectIdentifier(use.layer)] ?? [],
          isTrainable: parameters.isEmpty ? nil : use.layer.isTrainable))
    }
    return described
  }

  /// Of every layer, where the inputs of each of its calls come from.
  private func connections(
    names: [ObjectIdentifier: String], inputNames: [ObjectIdentifier: String]
  ) -> [ObjectIdentifier: [[(name: String, call: Int, result: Int)]]] {
    var found: [ObjectIdentifier: [[(name: String, call: Int, result: Int)]]] = [:]
    var numbers: [ObjectIdentifier: Int] = [:]
    for call in topologicalOrder(outputs).compactMap(\.origin)
    where numbers[ObjectIdentifier(call)] == nil {
      let layer = ObjectIdentifier(call.layer)
      guard names[layer] != nil else { continue }
      numbers[ObjectIdentifier(call)] = found[layer]?.count ?? 0
      found[layer, default: []].append(
        call.inputs.compactMap { node in
          if let name = inputNames[node.id] { return (name, 0, 0) }
          guard let origin = node.origin, let name = names[ObjectIdentifier(origin.layer)] else {
            return nil
          }
          return (name, numbers[ObjectIdentifier(origin)] ?? 0, node.originIndex)
        })
    }
    return found
  }
}
