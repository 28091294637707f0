/// The graph for one mode: of what differs between training and inference, the one that is meant.
package func specialise(_ roots: [Node], for mode: Mode) -> [Node] {
  let rebuilt = rewrite(roots) { node, inputs in
    (node.op as? ModeSwitch).map { inputs[$0.choice(in: mode)] }
  }
  return roots.map { rebuilt[$0.id] ?? $0 }
}
