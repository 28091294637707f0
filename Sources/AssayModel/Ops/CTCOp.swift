import AssayCore
import CKernels

/// The ways through the states of a label sequence, from the start or to the end: a table for ``CTCOp``.
///
/// - Shape: `[batch, steps, classes]` and `[batch, length]` give `[batch, steps, 2 · (2 · length + 1)]`, which
///   is a double for each of the states.
struct CTCTable: Op {
  let isForward: Bool

  func dtype(ofInput index: Int) -> DType? { index == 1 ? .int32 : .float32 }

  func shape(of inputs: [Shape]) throws(ModelError) -> Shape {
    guard inputs[0].count == 3, inputs[1].count == 2 else {
      throw .shape(
        where: "", got: "labels \(inputs[1]) and predictions \(inputs[0])",
        wanted: "labels [batch, length] and predictions [batch, steps, classes]")
    }
    return inputs[0].withLast(2 * (2 * inputs[1][1] + 1))
  }

  // What depends on a table asks its gradient of the log-probabilities instead.
  func gradients(_ dy: Symbol, of y: Symbol, from inputs: [Symbol]) -> [Symbol?] { [nil, nil] }

  func operations(_ node: Node, batchSize: Int) -> Int {
    50 * node.shape.filled(batchSize).elements
  }

  func plan(_ node: Node, _ planner: inout Planner) {
    planner.call(
      isForward ? assay_ctc_forward : assay_ctc_backward,
      (node.inputs + [node]).map { planner.buffer($0) },
      sizes: planner.ctcSizes(node.inputs[0], node.inputs[1]),
      work: 50 * planner.shape(node).elements)
  }
}

/// The loss of each sample: minus the logarithm of the probability of its labels over all alignments.
///
/// - Shape: log-probabilities `[batch, steps, classes]`, labels `[batch, length]` and their forward table
///   give `[batch]`.
/// - Gradient: how often each class is passed at each step; keeps the table, and makes the backward one.
struct CTCOp: Op {
  func dtype(ofInput index: Int) -> DType? { index == 1 ? .int32 : .float32 }
  func shape(of inputs: [Shape]) -> Shape { [inputs[0][0]] }

  func gradients(_ dy: Symbol, of y: Symbol, from inputs: [Symbol]) -> [Symbol?] {
    let backward = Symbol.apply(CTCTable(isForward: false), inputs[0], inputs[1])
    let op = CTCGradient(target: inputs[0].shape)
    return [.apply(op, inputs[2], backward, inputs[1], dy), nil, nil]
  }

  func plan(_ node: Node, _ planner: inout Planner) {
    planner.call(
      assay_ctc_loss, [node.inputs[2], node.inputs[1], node].map { planner.buffer($0) },
      sizes: planner.ctcSizes(node.inputs[0], node.inputs[1]))
  }
}

/// The gradient of ``CTCOp`` with respect to the log-probabilities.
struct CTCGradient: Op {
  let target: Shape

  func dtype(ofInput index: Int) -> DType? { index == 2 ? .int32 : .float32 }
  func shape(of inputs: [Shape]) -> Shape { target }

  func gradients(_ dy: Symbol, of y: Symbol, from inputs: [Symbol]) -> [Symbol?] {
    preconditionFailure("CTCGradient: second derivatives are not supported")
  }

  func plan(_ node: Node, _ planner: inout Planner) {
    planner.call(
      assay_ctc_gradient, (node.inputs + [node]).map { planner.buffer($0) },
      sizes: planner.ctcSizes(node, node.inputs[2]),
      work: 20 * planner.shape(node.inputs[0]).elements)
  }
}

extension Planner {
  fileprivate func ctcSizes(_ logProbabilities: Node, _ labels: Node) -> [Int] {
    Array(shape(logProbabilities)) + [shape(labels)[1]]
  }
}
