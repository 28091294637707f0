import AssayCore
import CKernels

/// Softmax over the last axis, or its logarithm.
///
/// - Shape: as the input.
/// - Gradient: keeps the result.
struct SoftmaxOp: Op {
  let isLogarithm: Bool

  func shape(of inputs: [Shape]) -> Shape { inputs[0] }

  func gradients(_ dy: Symbol, of y: Symbol, from inputs: [Symbol]) -> [Symbol?] {
    [.apply(SoftmaxGradient(isLogarithm: isLogarithm), y, dy)]
  }

  var isByRow: Bool { true }

  func plan(_ node: Node, _ planner: inout Planner) {
    let shape = planner.shape(node)
    planner.call(
      isLogarithm ? assay_log_softmax : assay_softmax,
      [planner.buffer(node.inputs[0]), planner.buffer(node)], sizes: [shape.rows, shape.lastSize],
      work: shape.elements)
  }
}

/// The gradient of ``SoftmaxOp``, from its result and the gradient of that.
struct SoftmaxGradient: Op {
  let isLogarithm: Bool

  func shape(of inputs: [Shape]) -> Shape { inputs[0] }

  func gradients(_ dy: Symbol, of y: Symbol, from inputs: [Symbol]) -> [Symbol?] {
    preconditionFailure("SoftmaxGradient: second derivatives are not supported")
  }

  func plan(_ node: Node, _ planner: inout Planner) {
    let shape = planner.shape(node)
    planner.call(
      isLogarithm ? assay_log_softmax_gradient : assay_softmax_gradient,
      [planner.buffer(node.inputs[0]), planner.buffer(node.inputs[1]), planner.buffer(node)],
      sizes: [shape.rows, shape.lastSize], work: shape.elements)
  }
}

extension Symbol {
  /// `eˣ / Σ eˣ` over the last axis.
  public func softmax() -> Symbol { .apply(SoftmaxOp(isLogarithm: false), self) }

  /// `x − ln Σ eˣ` over the last axis.
  public func logSoftmax() -> Symbol { .apply(SoftmaxOp(isLogarithm: true), self) }
}
