/// Removes nodes that give their input's memory its own shape again, so that the other passes see
/// what a value really is.
package func dropIdentities(_ roots: [Node]) -> [Node] {
  let rebuilt = rewrite(roots) { node, inputs in
    node.op is ReshapeOp && inputs[0].shape == node.shape ? inputs[0] : nil
  }
  return roots.map { rebuilt[$0.id] ?? $0 }
}
