import AssayCore

/// One value in a graph: an operation and what it is applied to. Identity is the value.
package final class Node {
  package let op: any Op
  package private(set) var inputs: [Node]
  package let shape: Shape
  /// The type of the elements: that of the data for inputs under any shape, `int32` for indices, else
  /// `float32`.
  package let dtype: DType
  /// The call of a layer that this is the result of, if it is one.
  package internal(set) var origin: LayerCall?
  /// Which of that call's results it is.
  package internal(set) var originIndex = 0
  /// 1 where there is something and 0 where there is padding, in a shape that begins this one's.
  package internal(set) var mask: Node?
  /// Whether there is a mask of which whatever comes later is not told.
  var hidesMask = false

  init(op: any Op, inputs: [Node], shape: Shape) {
    self.op = op
    self.inputs = inputs
    self.shape = shape
    dtype =
      switch op {
      case is ReshapeOp: inputs[0].dtype
      case is IndicesOp: .int32
      default: (op as? InputOp)?.dtype ?? .float32
      }
  }

  // One after another: a chain of nodes may be longer than the call stack is deep.
  deinit {
    var pending = takeReferences()
    while var node = pending.popLast() {
      if isKnownUniquelyReferenced(&node) { pending += node.takeReferences() }
    }
  }

  /// The nodes that this one alone, or its call, keeps alive; it no longer does.
  private func takeReferences() -> [Node] {
    var nodes = inputs
    inputs = []
    if let mask { nodes.append(mask) }
    mask = nil
    if let origin {
      nodes += origin.inputs + origin.masks + origin.made + origin.reported
      self.origin = nil
    }
    return nodes
  }

  package var id: ObjectIdentifier { ObjectIdentifier(self) }
}

/// One use of a layer: what it was called on, and what it reported.
package final class LayerCall {
  package let layer: Layer
  package let inputs: [Node]
  /// What the layer made of them, one for each result.
  package let made: [Node]
  /// The scalars that the call adds to the loss.
  package let losses: [Node]
  package let reports: [LayerReport]
  package let updates: [ParameterUpdate]
  /// Whether a mask came in that the layer does not pass on.
  package let dropsMask: Bool
  /// What the call asked for.
  package let form: CallForm

  /// The masks that the call was given.
  package var masks: [Node] { form.masks?.compactMap { $0?.node } ?? [] }

  /// The nodes of what was reported.
  var reported: [Node] { losses + reports.map(\.value) + updates.map(\.value) }

  init(
    layer: Layer, inputs: [Node], made: [Node], reported: Scope.Report = Scope.Report(),
    dropsMask: Bool = false, form: CallForm = CallForm()
  ) {
    self.layer = layer
    self.inputs = inputs
    self.made = made
    losses = reported.losses
    reports = reported.figures
    updates = reported.updates
    self.dropsMask = dropsMask
    self.form = form
  }
}

/// A figure that a layer reports from within its call.
package struct LayerReport {
  /// The key in logs.
  package let name: String
  package let value: Node
  package let aggregation: Scope.Aggregation
}

/// What a parameter becomes when a program has run.
package struct ParameterUpdate {
  package enum Rule: Equatable {
    /// The value itself.
    case assign
    /// `momentum` of what it was, and the rest of the value.
    case average(momentum: Float)
  }

  package let parameter: Parameter
  package let value: Node
  package let rule: Rule
  /// The programs that do it; `nil` for all.
  package let mode: Mode?
  /// The layer whose training it is part of; none of it while the layer is frozen.
  package let layer: Layer?

  /// Whether a program of `mode` does it.
  package func happens(in mode: Mode) -> Bool {
    self.mode.map { $0 == mode && layer?.isTrainable != false } ?? true
  }
}

/// Every node that `roots` depend on, each after its inputs; not beyond those in `known`.
package func topologicalOrder(
  _ roots: [Node], upTo known: Set<ObjectIdentifier> = []
) -> [Node] {
  var order: [Node] = []
  var seen = known
  // A stack of our own: a graph from outside may be deeper than the call stack.
  var stack: [(node: Node, next: Int)] = []
  for root in roots where seen.insert(root.id).inserted {
    stack.append((root, 0))
    while let (node, next) = stack.last {
      if next < node.inputs.count {
        stack[stack.count - 1].next += 1
        let input = node.inputs[next]
        if seen.insert(input.id).inserted { stack.append((input, 0)) }
      } else {
        order.append(node)
        stack.removeLast()
      }
    }
  }
  return order
}
