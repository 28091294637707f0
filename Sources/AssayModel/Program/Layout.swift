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
    _ order: [Node], _ graph: ProgramGraph, batchSize: Int, mode: Mode, store: ParameterStore,
    kept: Set<ObjectIdentifier>, constants: Set<ObjectIdentifier>
  ) {
    // A node that is its input's memory shares its place and prolongs its life.
    var owner: [ObjectIdentifier: Node] = [:]
    for node in order {
      owner[node.id] =
        node.op.isAlias(in: mode) ? owner[node.inputs[0].id] ?? node.inputs[0] : node
    }
    func owning(_ node: Node) -> Node { owner[node.id] ?? node }

    // What is not computed in every run keeps its place.
    var pinned = Set((graph.inputs + graph.results).map { owning($0).id })
    pinned.formUnion(order.filter { kept.contains($0.id) }.map { owning($0).id })
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
    func bytes(_ node: Node) -> Int { node.shape.filled(batchSize).elements * node.dtype.size }
    // Before all others, since they are computed before all others.
    for node in order where constants.contains(node.id) && owning(node) === node {
      if node.op is ParameterOp { continue }
      places[node.id] = .arena(offset: arena.take(bytes(node)).lowerBound)
    }
    var live: [ObjectIdentifier: Range<Int>] = [:]
    for (index, node) in order.enumerated() {
      if owning(node) === node, places[node.id] == nil {
        if let op = node.op as? ParameterOp {
          places[node.id] = .outside(store.value(of: op.parameter))
        } else {
          let range =
            Self.reused(by: node, bytes(node), at: index, owning, lastUse, &live)
            ?? arena.take(bytes(node))
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

  /// The place of the input that `node` may overwrite, if this is that input's last use.
  private static func reused(
    by node: Node, _ bytes: Int, at index: Int, _ owning: (Node) -> Node,
    _ lastUse: [ObjectIdentifier: Int], _ live: inout [ObjectIdentifier: Range<Int>]
  ) -> Range<Int>? {
    guard let position = node.op.overwritableInput else { return nil }
    let input = owning(node.inputs[position])
    let isReadElsewhere = node.inputs.indices.contains {
      $0 != position && owning(node.inputs[$0]) === input
    }
    guard !isReadElsewhere, lastUse[input.id] == index, let range = live[input.id],
      (range.count - bytes) / Arena.alignment == 0, range.count >= bytes
    else { return nil }
    live.removeValue(forKey: input.id)
    return range
  }
}
