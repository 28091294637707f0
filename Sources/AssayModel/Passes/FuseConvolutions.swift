import AssayCore

/// Joins convolutions with what stands beside them: zeros put round the image become padding, a normalisation
/// by moments that stay becomes part of kernel and bias, and a relu that nothing else reads past becomes
/// the end of the convolution.
///
/// The last only where the kernel is not trained: oneDNN's own makes 0 of NaN, which would hide that a
/// training has gone astray.
///
/// - Parameters:
///   - isFixed: whether a parameter stays as it is.
func fuseConvolutions(_ roots: [Node], isFixed: (Parameter) -> Bool) -> [Node] {
  func apply(
    _ roots: [Node], _ rule: (Node, [Node], [ObjectIdentifier: Int]) -> Node?
  ) -> [Node] {
    let count = readers(roots)
    let rebuilt = rewrite(roots) { rule($0, $1, count) }
    return roots.map { rebuilt[$0.id] ?? $0 }
  }
  let folded = apply(apply(roots, foldPadding), foldNormalisation)
  return apply(folded) { fuseBounds($0, $1, $2, isFixed) }
}

private func foldPadding(
  _ node: Node, _ inputs: [Node], _ readers: [ObjectIdentifier: Int]
) -> Node? {
  guard let convolution = node.op as? Convolution, convolution.direction == .forward,
    let pad = inputs[0].op as? PadOp, min(pad.top, pad.bottom, pad.left, pad.right) >= 0
  else { return nil }
  let old = convolution.geometry
  var (rows, columns) = (old.rows, old.columns)
  rows.before += pad.top
  rows.after += pad.bottom
  columns.before += pad.left
  columns.after += pad.right
  let image = inputs[0].inputs[0]
  let geometry = ConvolutionGeometry(
    image: (image.shape[1], image.shape[2], image.shape[3]), result: old.result, rows: rows,
    columns: columns, groups: old.groups, kernel: old.kernel)
  return Node(
    op: Convolution(geometry: geometry, direction: .forward, bounds: convolution.bounds),
    inputs: [image] + inputs.dropFirst(), shape: node.shape)
}

private func foldNormalisation(
  _ node: Node, _ inputs: [Node], _ readers: [ObjectIdentifier: Int]
) -> Node? {
  guard let normalise = node.op as? BatchNormalise, inputs.count == 5,
    let convolution = inputs[0].op as? Convolution, convolution.direction == .forward,
    convolution.bounds == nil, readers[node.inputs[0].id] == 1
  else { return nil }
  let (mean, variance, gamma, beta) = (
    Symbol(inputs[1]), Symbol(inputs[2]), Symbol(inputs[3]), Symbol(inputs[4])
  )
  let scale = gamma / (variance + normalise.epsilon).squareRoot()
  let old = inputs[0].inputs
  let shape = convolution.geometry.kernel
  let channels = convolution.geometry.result.channels
  // Whatever Keras's shape is, the channels of the result are innermost.
  let kernel =
    (Symbol(old[1]).reshaped([shape.elements / channels, channels]) * scale).reshaped(shape)
  let bias = old.count > 2 ? (Symbol(old[2]) - mean) * scale + beta : beta - mean * scale
  return Symbol.apply(convolution, Symbol(old[0]), kernel, bias).node
}

private func fuseBounds(
  _ node: Node, _ inputs: [Node], _ readers: [ObjectIdentifier: Int],
  _ isFixed: (Parameter) -> Bool
) -> Node? {
  guard let bounds = (node.op as? Unary)?.bounds, var convolution = inputs[0].op as? Convolution,
    convolution.direction == .forward, convolution.bounds == nil,
    readers[node.inputs[0].id] == 1,
    topologicalOrder(Array(inputs[0].inputs[1...])).allSatisfy({
      !($0.op is InputOp) && ($0.op as? ParameterOp).map { isFixed($0.parameter) } ?? true
    })
  else { return nil }
  convolution.bounds = bounds
  return Node(op: convolution, inputs: inputs[0].inputs, shape: node.shape)
}

/// Lets a batch normalisation whose result only a relu reads apply it itself: a buffer and two passes over it
/// less.
func fuseNormalisations(_ roots: [Node]) -> [Node] {
  let count = readers(roots)
  let rebuilt = rewrite(roots) { node, inputs in
    guard let bounds = (node.op as? Unary)?.bounds,
      var normalise = inputs[0].op as? BatchNormalise, normalise.bounds == nil,
      count[node.inputs[0].id] == 1
    else { return nil }
    normalise.bounds = bounds
    return Node(op: normalise, inputs: inputs[0].inputs, shape: node.shape)
  }
  return roots.map { rebuilt[$0.id] ?? $0 }
}

/// Lets a depthwise convolution read what a normalisation by the moments of the batch makes part by part, where
/// nothing else reads it: a buffer less, which is among the largest there are, and the way to memory and back.
func fuseNormalisedConvolutions(_ roots: [Node]) -> [Node] {
  let count = readers(roots)
  let rebuilt = rewrite(roots) { node, inputs in
    guard let convolution = node.op as? Convolution, convolution.direction == .forward,
      convolution.isDepthwise, convolution.bounds == nil, inputs.count == 2,
      let normalise = inputs[0].op as? BatchNormalise, inputs[0].inputs.count == 4,
      count[node.inputs[0].id] == 1
    else { return nil }
    return Node(
      op: NormalisedConvolution(normalise: normalise, convolution: convolution),
      inputs: inputs[0].inputs + [inputs[1]], shape: node.shape)
  }
  return roots.map { rebuilt[$0.id] ?? $0 }
}

extension Unary {
  /// What the result is cut to, where that is all that the function does: a relu.
  fileprivate var bounds: ClosedRange<Float>? {
    switch function {
    case .relu where settings.isEmpty: 0...(.infinity)
    case .reluGeneral
    where settings.count == 3 && settings[0] == 0 && settings[2] == 0 && settings[1] > 0:
      0...settings[1]
    default: nil
    }
  }
}
