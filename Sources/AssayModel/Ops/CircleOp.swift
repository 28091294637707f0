import AssayCore
import CKernels

/// The products of every sample of a batch with every other: `x · xᵀ`, by oneDNN.
///
/// - Shape: `[batch, n]`, given twice, gives `[batch, batch]`.
/// - Gradient: two more products; keeps the input.
struct PairProducts: Op {
  private static let product = MatMul(form: .toInput)

  func shape(of inputs: [Shape]) throws(ModelError) -> Shape {
    guard inputs[0].count == 2 else {
      throw .shape(where: "", got: "\(inputs[0])", wanted: "one vector for each sample")
    }
    return [inputs[0][0], inputs[0][0]]
  }

  func gradients(_ dy: Symbol, of y: Symbol, from inputs: [Symbol]) -> [Symbol?] {
    [dy.matmul(inputs[1]), .apply(MatMul(form: .toKernel), dy, inputs[0])]
  }

  func operations(_ node: Node, batchSize: Int) -> Int {
    PairProducts.product.operations(node, batchSize: batchSize)
  }

  func plan(_ node: Node, _ planner: inout Planner) throws(ModelError) {
    try PairProducts.product.plan(node, &planner)
  }
}

/// The circle loss of each sample, from the products of all pairs and their labels.
///
/// - Shape: `[batch, batch]` and `[batch]` give `[batch]`.
/// - Gradient: computed anew from the inputs.
struct CircleOp: Op {
  let gamma: Float
  let margin: Float
  let removesDiagonal: Bool

  func dtype(ofInput index: Int) -> DType? { index == 1 ? .int32 : .float32 }
  func shape(of inputs: [Shape]) -> Shape { inputs[1] }

  func gradients(_ dy: Symbol, of y: Symbol, from inputs: [Symbol]) -> [Symbol?] {
    [.apply(CircleGradient(loss: self), inputs[0], inputs[1], dy), nil]
  }

  func operations(_ node: Node, batchSize: Int) -> Int {
    20 * node.inputs[0].shape.filled(batchSize).elements
  }

  func plan(_ node: Node, _ planner: inout Planner) { plan(assay_circle, node, &planner) }

  fileprivate func plan(_ kernel: @escaping Kernel, _ node: Node, _ planner: inout Planner) {
    let pairs = planner.shape(node.inputs[0])
    planner.call(
      kernel, (node.inputs + [node]).map { planner.buffer($0) },
      sizes: [pairs[0], removesDiagonal ? 1 : 0], settings: [gamma, margin],
      work: 20 * pairs.elements)
  }
}

/// The gradient of ``CircleOp`` with respect to the products.
struct CircleGradient: Op {
  let loss: CircleOp

  func dtype(ofInput index: Int) -> DType? { index == 1 ? .int32 : .float32 }
  func shape(of inputs: [Shape]) -> Shape { inputs[0] }

  func gradients(_ dy: Symbol, of y: Symbol, from inputs: [Symbol]) -> [Symbol?] {
    preconditionFailure("CircleGradient: second derivatives are not supported")
  }

  func plan(_ node: Node, _ planner: inout Planner) {
    loss.plan(assay_circle_gradient, node, &planner)
  }
}
