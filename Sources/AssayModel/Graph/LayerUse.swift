import AssayCore

/// One layer of a graph, under its name there, and the graph that it made where it was called first.
package struct LayerUse {
  package let name: String
  package let layer: Layer
  /// The result of the call, and what it was called on.
  package let result: Node
  package let call: LayerCall

  /// The layer's own parameters, then those of the layers that it is made of, by their paths:
  /// `block/dense/kernel`.
  package func parameters(
    isFrozen: Bool = false
  ) throws(ModelError) -> [(name: String, parameter: Parameter, isFrozen: Bool)] {
    let isFrozen = isFrozen || !layer.isTrainable
    var found = layer.scope.parameters.map {
      (name: "\(name)/\($0.name)", parameter: $0, isFrozen: isFrozen || !$0.isTrainable)
    }
    let inner = try layerUses(
      in: call.made + call.reported,
      upTo: Set((call.inputs + call.inputs.compactMap(\.mask) + call.masks).map(\.id))
    ).layers
    for use in inner {
      for (path, parameter, isFrozen) in try use.parameters(isFrozen: isFrozen) {
        found.append(("\(name)/\(path)", parameter, isFrozen))
      }
    }
    return found
  }
}

/// The layers of a graph in Keras's order, each with a name of its own.
///
/// - Throws: ``ModelError/graph(_:)`` where the user gave two layers one name.
package func layerUses(
  in outputs: [Node], upTo known: Set<ObjectIdentifier> = []
) throws(ModelError) -> (layers: [LayerUse], names: LayerNames) {
  var seen: Set<ObjectIdentifier> = []
  let uses = keras(orderOf: outputs, upTo: known).filter {
    seen.insert(ObjectIdentifier($0.call.layer)).inserted
  }
  let given = uses.compactMap(\.call.layer.name)
  var taken: Set<String> = []
  if let name = given.first(where: { !taken.insert($0).inserted }) {
    throw .graph("two layers are called \"\(name)\"; a model needs a name for each")
  }
  var names = LayerNames(reserving: given)
  let layers = uses.map { use in
    LayerUse(
      name: names.name(of: use.call.layer), layer: use.call.layer, result: use.result,
      call: use.call)
  }
  return (layers, names)
}

/// Keras's order of a graph's layer calls: by distance from the outputs, farthest first, and among equals
/// in the order in which a walk back from the outputs meets them.
private func keras(
  orderOf outputs: [Node], upTo known: Set<ObjectIdentifier>
) -> [(result: Node, call: LayerCall)] {
  var calls: [(result: Node, call: LayerCall)] = []
  var rank: [ObjectIdentifier: Int] = [:]
  var stack = Array(outputs.reversed())
  var seen = known
  while let node = stack.popLast() {
    guard seen.insert(node.id).inserted else { continue }
    if let call = node.origin {
      if rank[ObjectIdentifier(call.layer)] == nil {
        rank[ObjectIdentifier(call.layer)] = rank.count
      }
      calls.append((node, call))
      stack.append(contentsOf: (call.inputs + call.masks).reversed())
    } else {
      stack.append(contentsOf: node.inputs.reversed())
    }
  }

  // Depth in calls; a layer called twice counts where it is farthest.
  // What a layer is made of inside has no depth here.
  var depth = Dictionary(outputs.map { ($0.id, 0) }, uniquingKeysWith: max)
  var layerDepth: [ObjectIdentifier: Int] = [:]
  for node in topologicalOrder(outputs, upTo: known).reversed() {
    guard let here = depth[node.id] else { continue }
    var below = here
    var sources = node.inputs
    if let call = node.origin {
      layerDepth[ObjectIdentifier(call.layer)] = max(
        layerDepth[ObjectIdentifier(call.layer)] ?? 0, here)
      below = here + 1
      sources = call.inputs + call.masks
    }
    for source in sources { depth[source.id] = max(depth[source.id] ?? 0, below) }
  }
  return calls.sorted { a, b in
    let (x, y) = (ObjectIdentifier(a.call.layer), ObjectIdentifier(b.call.layer))
    let (dx, dy) = (layerDepth[x] ?? 0, layerDepth[y] ?? 0)
    return dx == dy ? (rank[x] ?? 0) < (rank[y] ?? 0) : dx > dy
  }
}
