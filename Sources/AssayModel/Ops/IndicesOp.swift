import AssayCore
import CKernels

/// Numbers as indices: `int32`, without their fractions.
///
/// - Shape: as the input, of `float32`. Gradient: none.
struct IndicesOp: Op {
  func dtype(ofInput index: Int) -> DType? { .float32 }
  func shape(of inputs: [Shape]) -> Shape { inputs[0] }
  func gradients(_ dy: Symbol, of y: Symbol, from inputs: [Symbol]) -> [Symbol?] { [nil] }

  var isByRow: Bool { true }

  func plan(_ node: Node, _ planner: inout Planner) {
    planner.call(
      assay_indices, [planner.buffer(node.inputs[0]), planner.buffer(node)],
      sizes: [planner.shape(node).elements])
  }
}

extension Symbol {
  /// These numbers as `int32`; no gradient passes.
  var indices: Symbol {
    error == nil && node.dtype == .int32 ? self : .apply(IndicesOp(), self)
  }
}
