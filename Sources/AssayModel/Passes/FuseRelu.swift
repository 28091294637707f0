/// Lets a product that only a relu reads apply it itself, in place: one buffer less, and the gradient
/// needs the same result.
package func fuseRelu(_ roots: [Node]) -> [Node] {
  let count = readers(roots)
  let rebuilt = rewrite(roots) { node, inputs in
    guard let unary = node.op as? Unary, unary.function == .relu, unary.settings.isEmpty,
      let matmul = inputs[0].op as? MatMul, matmul.form == .forward, !matmul.relu,
      count[node.inputs[0].id] == 1
    else { return nil }
    return Node(op: MatMul(form: .forward, relu: true), inputs: inputs[0].inputs, shape: node.shape)
  }
  return roots.map { rebuilt[$0.id] ?? $0 }
}
