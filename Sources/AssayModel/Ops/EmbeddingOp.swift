import AssayCore
import CKernels

/// Rows of a table by index.
///
/// - Shape: indices `[…]` and a table `[rows, width]` give `[…, width]`.
/// - Gradient: each row's gradients added up, in the order of the indices; keeps the indices.
struct EmbeddingOp: Op {
  func dtype(ofInput index: Int) -> DType? { index == 0 ? .int32 : .float32 }

  func shape(of inputs: [Shape]) throws(ModelError) -> Shape {
    guard inputs[0].count < Shape.maximumRank else {
      throw .shape(
        where: "", got: "indices \(inputs[0])",
        wanted: "at most \(Shape.maximumRank - 1) axes, for one more is added")
    }
    return Shape(inputs[0] + [inputs[1].lastSize])
  }

  func gradients(_ dy: Symbol, of y: Symbol, from inputs: [Symbol]) -> [Symbol?] {
    [nil, .apply(EmbeddingGradient(table: inputs[1].shape), inputs[0], dy)]
  }

  var isByRow: Bool { true }

  func plan(_ node: Node, _ planner: inout Planner) {
    let table = node.inputs[1].shape
    planner.call(
      assay_embedding, (node.inputs + [node]).map { planner.buffer($0) },
      sizes: [planner.shape(node).rows, table.lastSize, table[0]])
  }
}

/// The gradient of ``EmbeddingOp`` with respect to the table, from the indices and the gradient of the
/// rows.
struct EmbeddingGradient: Op {
  let table: Shape

  func dtype(ofInput index: Int) -> DType? { index == 0 ? .int32 : .float32 }
  func shape(of inputs: [Shape]) -> Shape { table }

  func gradients(_ dy: Symbol, of y: Symbol, from inputs: [Symbol]) -> [Symbol?] {
    preconditionFailure("EmbeddingGradient: second derivatives are not supported")
  }

  func plan(_ node: Node, _ planner: inout Planner) {
    planner.call(
      assay_embedding_gradient, (node.inputs + [node]).map { planner.buffer($0) },
      sizes: [planner.shape(node.inputs[1]).rows, table.lastSize, table[0]])
  }
}

/// 1 where an element differs from a number, else 0.
///
/// - Shape: as the input, of `float32` or `int32`. Gradient: none.
struct NotEqual: Op {
  let number: Float

  func dtype(ofInput index: Int) -> DType? { nil }
  func shape(of inputs: [Shape]) -> Shape { inputs[0] }
  func gradients(_ dy: Symbol, of y: Symbol, from inputs: [Symbol]) -> [Symbol?] { [nil] }

  var isByRow: Bool { true }

  func plan(_ node: Node, _ planner: inout Planner) {
    planner.call(
      assay_not_equal, [planner.buffer(node.inputs[0]), planner.buffer(node)],
      sizes: [planner.shape(node).elements, node.inputs[0].dtype == .int32 ? 1 : 0],
      settings: [number])
  }
}

extension Symbol {
  /// 1 where an element differs from `number`, else 0; no gradient passes.
  public func isDifferent(from number: Float) -> Symbol { .apply(NotEqual(number: number), self) }
}
