import AssayCore
import CKernels

/// The first numbers of a buffer: what a pass leaves there for others.
struct LeadingPart: Op {
  let target: Shape

  func shape(of inputs: [Shape]) -> Shape { target }

  func gradients(_ dy: Symbol, of y: Symbol, from inputs: [Symbol]) -> [Symbol?] {
    [.apply(RecurrentSpread(part: .outputs, target: inputs[0].shape), dy)]
  }

  func isAlias(in mode: Mode) -> Bool { true }
  func plan(_ node: Node, _ planner: inout Planner) {}
}

/// A recurrent layer's last state, of what ``RecurrentOp`` left.
///
/// - Shape: `[batch, units]`.
struct RecurrentState: Op {
  enum Part { case outputs, hidden, cell }
  let form: RecurrentForm
  let part: Part

  func shape(of inputs: [Shape]) -> Shape { [inputs[0][0], form.units] }

  func gradients(_ dy: Symbol, of y: Symbol, from inputs: [Symbol]) -> [Symbol?] {
    [.apply(RecurrentSpread(part: part, target: inputs[0].shape), dy)]
  }

  func plan(_ node: Node, _ planner: inout Planner) {
    let batchSize = planner.shape(node)[0]
    let offset =
      form.trace.offset(of: part == .cell ? .beside : .h, batchSize: batchSize) ?? 0
    let at = part == .hidden && form.isTurned ? 0 : form.steps - 1
    planner.call(
      assay_step_of,
      [
        planner.buffer(node.inputs[0]) + offset * MemoryLayout<Float>.stride,
        planner.buffer(node),
      ],
      sizes: [batchSize, form.steps, form.units, at])
  }
}

/// The gradient of what a pass leaves, as far as one of its results tells. It is never computed: the way
/// back takes such a sum apart and reads what went into it.
struct RecurrentSpread: Op {
  let part: RecurrentState.Part
  let target: Shape

  func shape(of inputs: [Shape]) -> Shape { target }

  func gradients(_ dy: Symbol, of y: Symbol, from inputs: [Symbol]) -> [Symbol?] {
    preconditionFailure("RecurrentSpread: second derivatives are not supported")
  }

  func plan(_ node: Node, _ planner: inout Planner) {
    preconditionFailure("RecurrentSpread: the gradient of a pass is not computed on its own")
  }

  /// The gradients of one result in a sum of such gradients.
  static func parts(of sum: Symbol, _ part: RecurrentState.Part) -> [Symbol] {
    var found: [Symbol] = []
    var pending = [sum.node]
    while let node = pending.popLast() {
      if let spread = node.op as? RecurrentSpread {
        if spread.part == part { found.append(Symbol(node.inputs[0])) }
      } else {
        precondition(
          (node.op as? Binary)?.kind == .add,
          "RecurrentSpread: \(node.op) is no sum of gradients of one pass")
        pending += node.inputs.reversed()
      }
    }
    return found
  }
}

/// The gradient of a state before the first step, of what ``RecurrentBack`` left.
struct FirstStateGradient: Op {
  let form: RecurrentForm
  let part: RecurrentForm.Parts.Part

  func shape(of inputs: [Shape]) -> Shape { [inputs[0][0], form.units] }

  func gradients(_ dy: Symbol, of y: Symbol, from inputs: [Symbol]) -> [Symbol?] {
    preconditionFailure("FirstStateGradient: second derivatives are not supported")
  }

  func plan(_ node: Node, _ planner: inout Planner) {
    let shape = planner.shape(node)
    let offset = form.gradient.offset(of: part, batchSize: shape[0]) ?? 0
    let size = MemoryLayout<Float>.stride
    planner.call(
      assay_copy, [planner.buffer(node.inputs[0]) + offset * size, planner.buffer(node)],
      sizes: [shape.elements * size])
  }
}

/// The gradient of the two biases of a GRU that resets after the product, of what ``RecurrentBack`` left.
struct GRUBiasGradient: Op {
  let form: RecurrentForm

  func shape(of inputs: [Shape]) -> Shape { [2, 3 * form.units] }

  func gradients(_ dy: Symbol, of y: Symbol, from inputs: [Symbol]) -> [Symbol?] {
    preconditionFailure("GRUBiasGradient: second derivatives are not supported")
  }

  func plan(_ node: Node, _ planner: inout Planner) {
    let batchSize = planner.shape(node.inputs[0])[0]
    let start = planner.buffer(node.inputs[0])
    let offset = form.gradient.offset(of: .beside, batchSize: batchSize) ?? 0
    planner.call(
      assay_gru_bias_gradient,
      [start, start + offset * MemoryLayout<Float>.stride, planner.buffer(node)],
      sizes: [batchSize * form.steps, form.units])
  }
}

/// A recurrent kernel in the order in which its products read it.
struct RecurrentPack: Op {
  let form: RecurrentForm
  let isTransposed: Bool

  func shape(of inputs: [Shape]) -> Shape { [form.packedCount] }

  // What depends on the order asks for the gradient of the kernel itself.
  func gradients(_ dy: Symbol, of y: Symbol, from inputs: [Symbol]) -> [Symbol?] { [nil] }

  func plan(_ node: Node, _ planner: inout Planner) {
    planner.call(
      assay_recurrent_pack, [planner.buffer(node.inputs[0]), planner.buffer(node)],
      sizes: [form.units, form.gates, isTransposed ? 1 : 0])
  }
}

/// A matrix in the columns of one gate, and 0 in the others.
///
/// - Gradient: the same.
struct GateBlock: Op {
  let gate: Int
  let gates: Int

  func shape(of inputs: [Shape]) -> Shape { inputs[0] }

  func gradients(_ dy: Symbol, of y: Symbol, from inputs: [Symbol]) -> [Symbol?] {
    [.apply(self, dy)]
  }

  func plan(_ node: Node, _ planner: inout Planner) {
    let shape = planner.shape(node)
    planner.call(
      assay_gate_block, [planner.buffer(node.inputs[0]), planner.buffer(node)],
      sizes: [shape.rows, shape.lastSize / gates, gates, gate])
  }
}
