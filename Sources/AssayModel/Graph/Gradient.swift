import AssayCore

/// The gradient of a scalar with respect to each of `targets`, as more graph.
///
/// Reverse-mode differentiation: nodes are visited from the scalar back, and what several users ask of
/// one node is added up. A target that the scalar does not depend on gets `nil`.
///
/// - Parameters:
///   - start: the gradient of the scalar itself.
package func gradients(
  of scalar: Node, withRespectTo targets: [Node], from start: Symbol = .constant(1)
) -> [Node?] {
  precondition(
    scalar.shape.isEmpty, "gradients: the loss has shape \(scalar.shape), wanted a scalar")
  let order = topologicalOrder([scalar])
  var needed = Set(targets.map(\.id))
  for node in order where node.inputs.contains(where: { needed.contains($0.id) }) {
    needed.insert(node.id)
  }

  var gradient: [ObjectIdentifier: Symbol] = [scalar.id: start]
  for node in order.reversed() where needed.contains(node.id) && !node.inputs.isEmpty {
    guard let dy = gradient[node.id] else { continue }
    let parts = node.op.gradients(dy, of: Symbol(node), from: node.inputs.map(Symbol.init))
    for (input, part) in zip(node.inputs, parts) where needed.contains(input.id) {
      guard let part else { continue }
      gradient[input.id] = gradient[input.id].map { $0 + part } ?? part
    }
  }
  return targets.map { gradient[$0.id]?.node }
}
