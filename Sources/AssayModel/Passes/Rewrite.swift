/// Rebuilds the graph below `roots`, offering every node, its inputs rebuilt, to `rule`.
///
/// - Parameters:
///   - rule: the node that takes this one's place, or `nil` to keep it.
func rewrite(
  _ roots: [Node], _ rule: (_ node: Node, _ inputs: [Node]) -> Node?
) -> [ObjectIdentifier: Node] {
  var rebuilt: [ObjectIdentifier: Node] = [:]
  for node in topologicalOrder(roots) {
    let inputs = node.inputs.map { rebuilt[$0.id] ?? $0 }
    if let replacement = rule(node, inputs) {
      rebuilt[node.id] = replacement
    } else if zip(inputs, node.inputs).allSatisfy({ $0 === $1 }) {
      rebuilt[node.id] = node
    } else {
      rebuilt[node.id] = Node(op: node.op, inputs: inputs, shape: node.shape)
    }
  }
  return rebuilt
}

/// How many nodes read each node below `roots`; a root counts as read once more.
func readers(_ roots: [Node]) -> [ObjectIdentifier: Int] {
  var count: [ObjectIdentifier: Int] = [:]
  for node in topologicalOrder(roots) {
    for input in node.inputs { count[input.id, default: 0] += 1 }
  }
  for root in roots { count[root.id, default: 0] += 1 }
  return count
}
