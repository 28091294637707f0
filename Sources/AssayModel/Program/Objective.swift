import AssayCore

/// What is made smaller, for one form of batch: the graph of the total loss and of all that is read
/// beside it.
struct Objective {
  private(set) var inputs: [Node]
  /// The total, the losses, the outputs, the masks, the reports.
  private(set) var roots: [Node] = []
  /// What parameters become, beside the roots.
  private(set) var updates: [ParameterUpdate]
  private(set) var layout = StepLayout()

  /// - Parameters:
  ///   - losses: one for each output; `nil` where the output has none.
  ///   - factors: what each loss counts in the total; `nil` is 1.
  init(
    _ network: Network, losses: [Loss?], factors: [Float?], form: BatchForm
  ) throws(ModelError) {
    let plain = PlainNodes(network)
    let outputs = network.outputs.map { plain[$0] }
    let masks = network.outputs.map { $0.mask.map { plain[$0] } }
    updates = network.updates.with(values: network.updates.map { plain[$0.value] })
    inputs = network.inputs
    var terms: [Symbol] = []
    var values: [Symbol] = []
    for (index, output) in outputs.enumerated() {
      let mask = masks[index]
      let labels = try labels(of: index, for: output, losses[index], form)
      layout.labels.append(labels.map { add($0.node) })
      let weights = form.weights[index].map { Symbol.input($0, name: "weights") }
      layout.weights.append(weights.map { add($0.node) })
      guard let loss = losses[index], let labels else {
        layout.losses.append(nil)
        continue
      }
      let value = loss(
        labels: labels, predictions: Symbol(output), weights: weights,
        mask: mask.map { Symbol($0) })
      let place =
        outputs.count == 1
        ? loss.className : "\(loss.className) of output \(network.outputNames[index])"
      if let error = value.error { throw error.located(at: place) }
      guard value.shape.isEmpty else {
        throw .argument(
          where: place, found: "reduction \"none\" gives \(value.shape)",
          wanted: "a reduction to one number for training")
      }
      values.append(value)
      layout.losses.append(values.count)
      terms.append(factors[index].map { $0 * value } ?? value)
    }
    terms += try network.penalties(plain)
    let total = terms.dropFirst().reduce(terms.first ?? .constant(0), +)

    roots = [total.node] + values.map(\.node)
    layout.outputs = Array(roots.count..<roots.count + outputs.count)
    roots += outputs
    for mask in masks {
      layout.masks.append(mask == nil ? nil : roots.count)
      if let mask { roots.append(mask) }
    }
    layout.reports = Array(roots.count..<roots.count + network.reports.count)
    roots += network.reports.map { plain[$0.value] }
  }

  private mutating func add(_ input: Node) -> Int {
    inputs.append(input)
    return inputs.count - 1
  }

  private func labels(
    of index: Int, for output: Node, _ loss: Loss?, _ form: BatchForm
  ) throws(ModelError) -> Symbol? {
    guard let found = form.labels[index] else { return nil }
    guard let loss else { return .input(found, name: "labels") }
    return loss.labelInput(for: output.shape, labels: found)
  }
}

/// The values of a network without what only renames them: all at once, so that what they share is computed
/// once.
private struct PlainNodes {
  private let plain: [ObjectIdentifier: Node]

  init(_ network: Network) {
    let nodes =
      network.outputs + network.outputs.compactMap(\.mask) + network.losses
      + network.reports.map(\.value) + network.updates.map(\.value)
    plain = Dictionary(
      zip(nodes.map(\.id), dropIdentities(nodes)), uniquingKeysWith: { first, _ in first })
  }

  subscript(node: Node) -> Node { plain[node.id] ?? node }
}

extension Network {
  /// What layers and regularizers add to the loss.
  fileprivate func penalties(_ plain: PlainNodes) throws(ModelError) -> [Symbol] {
    var penalties = losses.map { Symbol(plain[$0]) }
    let nodes = parameterNodes(in: outputs + self.losses + reports.map(\.value))
    let frozen = try frozenParameters()
    for (parameter, name) in zip(store.parameters, parameterNames) {
      guard !frozen.contains(ObjectIdentifier(parameter)), let regularizer = parameter.regularizer
      else { continue }
      // Declared by a layer, though what it makes may not depend on it.
      let node =
        nodes[ObjectIdentifier(parameter)]
        ?? Symbol.apply(ParameterOp(parameter: parameter)).node
      let penalty = regularizer(Symbol(node))
      if let error = penalty.error { throw error.located(at: "\(name)'s regularizer") }
      penalties.append(penalty)
    }
    return penalties
  }
}

/// The node through which each parameter enters the graph.
func parameterNodes(in roots: [Node]) -> [ObjectIdentifier: Node] {
  var nodes: [ObjectIdentifier: Node] = [:]
  for node in topologicalOrder(roots) {
    if let op = node.op as? ParameterOp { nodes[ObjectIdentifier(op.parameter)] = node }
  }
  return nodes
}
