import AssayCore

/// One input or layer of a network, in words and numbers.
package struct LayerDescription {
  package let name: String
  package let className: String
  package let inputs: [String]
  package let shape: Shape
  package let parameters: Int
}

extension Network {
  /// The inputs, then the layers in their order.
  package func describeLayers() throws(ModelError) -> [LayerDescription] {
    let uses = try layerUses(in: outputs).layers
    var names: [ObjectIdentifier: String] = [:]
    for use in uses { names[ObjectIdentifier(use.layer)] = use.name }
    var taken = Set(uses.map(\.name))
    var inputNames: [ObjectIdentifier: String] = [:]
    var described: [LayerDescription] = []
    for node in inputs {
      let given = (node.op as? InputOp)?.name
      var name = given ?? "input_layer"
      var number = 0
      while !taken.insert(name).inserted {
        number += 1
        name = "\(given ?? "input_layer")_\(number)"
      }
      inputNames[node.id] = name
      described.append(
        LayerDescription(
          name: name, className: "InputLayer", inputs: [], shape: node.shape, parameters: 0))
    }

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
        .filter { seen.insert(ObjectIdentifier($0)).inserted }
      described.append(
        LayerDescription(
          name: use.name, className: use.layer.className,
          inputs: sources[ObjectIdentifier(use.layer)] ?? [], shape: use.result.shape,
          parameters: parameters.reduce(0) { $0 + $1.shape.elements }))
    }
    return described
  }
}
