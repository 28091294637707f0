import AssayCore

/// A graph of layers as one layer: what a model is where another one calls it.
///
/// Its layers, and so their parameters, are those of the graph; a call makes the graph again on other
/// symbols.
public final class GraphLayer: Layer {
  package let graphInputs: [Symbol]
  package let graphOutputs: [Symbol]
  private let givenClassName: String
  private let inner: [Layer]

  /// - Parameters:
  ///   - className: Keras's name of the class, by which a model is named: `Functional`.
  public init(inputs: [Symbol], outputs: [Symbol], className: String, name: String? = nil) {
    graphInputs = inputs
    graphOutputs = outputs
    givenClassName = className
    let nodes = outputs.compactMap { try? $0.result.get() }
    inner = ((try? layerUses(in: nodes).layers) ?? []).map(\.layer)
    super.init(name: name)
  }

  public override var className: String { givenClassName }
  public override var sublayers: [Layer] { inner }
  public override var supportsMasking: Bool { true }

  // The masks that the layers inside gave.
  private var innerMasks: [Symbol?] = []
  public override func masks(of inputs: [Symbol], outputs: [Symbol]) -> [Symbol?] { innerMasks }

  public override func results(_ inputs: [Symbol], _ scope: Scope) -> [Symbol] {
    for symbol in graphInputs + graphOutputs where symbol.error != nil { return [symbol] }
    guard inputs.count == graphInputs.count,
      zip(inputs, graphInputs).allSatisfy({ $0.shape == $1.shape })
    else {
      let list = { (symbols: [Symbol]) in symbols.map(\.shape.description).joined(separator: ", ") }
      return [
        Symbol(failure: .shape(where: "", got: list(inputs), wanted: list(graphInputs)))
      ]
    }
    var made = Dictionary(
      uniqueKeysWithValues: zip(graphInputs.map(\.node.id), inputs))
    var calls: [ObjectIdentifier: [Symbol]] = [:]
    for node in callOrder(of: graphOutputs.map(\.node)) where made[node.id] == nil {
      if let call = node.origin {
        let key = ObjectIdentifier(call)
        func again(_ node: Node) -> Symbol { made[node.id] ?? Symbol(node) }
        var form = call.form
        form.training = scope.training ?? form.training
        form.masks = form.masks?.map { $0.map { again($0.node) } }
        let results = calls[key] ?? call.layer.outputs(of: call.inputs.map(again), form)
        if let failed = results.first(where: { $0.error != nil }) { return [failed] }
        calls[key] = results
        let result = results[node.originIndex]
        made[node.id] = node.hidesMask ? result.withoutMask : result
      } else if node.inputs.isEmpty {
        made[node.id] = Symbol(node)
      } else {
        made[node.id] = .apply(node.op, to: node.inputs.map { made[$0.id] ?? Symbol($0) })
      }
    }
    let outputs = graphOutputs.map { made[$0.node.id] ?? $0 }
    innerMasks = outputs.map(\.mask)
    return outputs
  }

  /// The nodes in an order of making: results of layers after what the layers were called on.
  private func callOrder(of outputs: [Node]) -> [Node] {
    var order: [Node] = []
    var seen: Set<ObjectIdentifier> = []
    var stack: [(node: Node, isDone: Bool)] = outputs.reversed().map { ($0, false) }
    while let (node, isDone) = stack.popLast() {
      if isDone {
        order.append(node)
      } else if seen.insert(node.id).inserted {
        stack.append((node, true))
        let sources = node.origin.map { $0.inputs + $0.masks } ?? node.inputs
        for source in sources.reversed() {
          stack.append((source, false))
        }
      }
    }
    return order
  }
}
