import AssayCore

/// Where every node of a program lives: in the arena for as long as somebody reads it, among the
/// parameters, or among their gradients.
struct Layout {
  enum Place {
    case arena(offset: Int)
    case outside(UnsafeMutableRawPointer)

    func pointer(in memory: ProgramMemory) -> UnsafeMutableRawPointer {
      switch self {
      case .arena(let offset): memory.start + offset
      case .outside(let pointer): pointer
      }
    }
  }

  private(set) var places: [ObjectIdentifier: Place] = [:]
  /// Gradients that could not be computed in place, to be copied at the end.
  private(set) var copies: [(node: Node, parameter: Parameter)] = []
  private(set) var byteCount = 0

  init(
    _ order: [Node], _ graph: ProgramGraph, batchSize: Int, mode: Mode, store: ParameterStore
  ) {
    // A node that is its input's memory shares its place and prolongs its life.
    var owner: [ObjectIdentifier: Node] = [:]
    for node in order {
      owner[node.id] =
        node.op.isAlias(in: mode) ? owner[node.inputs[0].id] ?? node.inputs[0] : node
    }
    func owning(_ node: Node) -> Node { owner[node.id] ?? node }

    var pinned = Set((graph.inputs + graph.results).map { owning($0).id })
    for (node, parameter) in graph.gradients {
      let source = owning(node)
      if source === node, places[node.id] == nil, !node.inputs.isEmpty, !pinned.contains(node.id) {
        places[node.id] = .outside(store.gradient(of: parameter))
      } else {
        copies.append((node, parameter))
        pinned.insert(source.id)
      }
    }

    var lastUse: [ObjectIdentifier: Int] = [:]
    for (index, node) in order.enumerated() {
      for input in node.inputs { lastUse[owning(input).id] = index }
    }
    var arena = Arena()
    var live: [ObjectIdentifier: Range<Int>] = [:]
    for (index, node) in order.enumerated() {
      if owning(node) === node, places[node.id] == nil {
        if let op = node.op as? ParameterOp {
          places[node.id] = .outside(store.value(of: op.parameter))
        } else {
          let range = arena.take(node.shape.filled(batchSize).elements * node.dtype.size)
          places[node.id] = .arena(offset: range.lowerBound)
          if !pinned.contains(node.id) { live[node.id] = range }
        }
      }
      for input in Set(node.inputs.map { owning($0).id }) where lastUse[input] == index {
        if let range = live.removeValue(forKey: input) { arena.release(range) }
      }
    }
    for node in order { places[node.id] = places[owning(node).id] }
    byteCount = arena.byteCount
  }
}
