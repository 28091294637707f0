import AssayCore
import CKernels
import COneDNN

/// The matrix product, by oneDNN. Leading axes are rows.
///
/// - Shape: `forward` takes `[…, k]`, `[k, n]` and perhaps a bias `[n]`, and gives `[…, n]`;
///   `toInput` takes `[…, n]` and `[k, n]`, and gives `[…, k]`; `toKernel` takes `[…, k]` and
///   `[…, n]`, and gives `[k, n]`.
/// - Gradient: two more products; keeps both operands, and the result where relu is fused.
struct MatMul: Op {
  enum Form { case forward, toInput, toKernel }
  let form: Form
  /// Whether the result passes through relu; see ``fuseRelu(_:)``.
  var relu = false

  func shape(of inputs: [Shape]) throws(ModelError) -> Shape {
    let (a, b) = (inputs[0], inputs[1])
    switch form {
    case .forward:
      guard !a.isEmpty, b.count == 2, a.lastSize == b[0] else {
        throw .shape(
          where: "", got: "\(a) times \(b)", wanted: "a last axis of the kernel's \(b.first ?? 0)")
      }
      guard inputs.count < 3 || inputs[2] == [b[1]] else {
        throw .shape(where: "", got: "a bias \(inputs[2])", wanted: "\([b[1]])")
      }
      return a.withLast(b[1])
    case .toInput: return a.withLast(b[0])
    case .toKernel: return [a.lastSize, b.lastSize]
    }
  }

  func gradients(_ dy: Symbol, of y: Symbol, from inputs: [Symbol]) -> [Symbol?] {
    precondition(form == .forward, "MatMul: second derivatives are not supported")
    let d = relu ? .apply(UnaryGradient(function: .relu, settings: []), y, dy) : dy
    return [
      .apply(MatMul(form: .toInput), d, inputs[1]),
      .apply(MatMul(form: .toKernel), inputs[0], d),
      d.sum(over: 0..<d.shape.count - 1),
    ]
  }

  func operations(_ node: Node, batchSize: Int) -> Int {
    let a = node.inputs[0].shape.filled(batchSize)
    let sum = form == .toKernel ? a.rows : a.lastSize
    return AssayModel.operations(2, node.shape.filled(batchSize).elements, sum)
  }

  var isByRow: Bool { form == .forward }

  func plan(_ node: Node, _ planner: inout Planner) throws(ModelError) {
    let a = planner.shape(node.inputs[0])
    let b = planner.shape(node.inputs[1])
    var matmul = assay_matmul()
    switch form {
    case .forward: (matmul.m, matmul.n, matmul.k) = (Int64(a.rows), Int64(b[1]), Int64(b[0]))
    case .toInput: (matmul.m, matmul.n, matmul.k) = (Int64(a.rows), Int64(b[0]), Int64(b[1]))
    case .toKernel:
      (matmul.m, matmul.n, matmul.k) = (Int64(a.lastSize), Int64(b.lastSize), Int64(a.rows))
    }
    matmul.transpose_a = form == .toKernel ? 1 : 0
    matmul.transpose_b = form == .toInput ? 1 : 0
    matmul.a = planner.buffer(node.inputs[0])
    matmul.b = planner.buffer(node.inputs[1])
    matmul.bias = node.inputs.count > 2 ? planner.buffer(node.inputs[2]) : nil
    matmul.c = planner.buffer(node)
    try planner.product(
      matmul, operations: operations(node, batchSize: planner.batchSize), of: "\(a) \(b)")
    if relu {
      // In place, by our own kernel: that of oneDNN makes 0 of NaN.
      let count = planner.shape(node).elements
      planner.call(
        assay_relu, [planner.buffer(node), planner.buffer(node)], sizes: [count], work: count)
    }
  }
}

extension Planner {
  /// Appends one product by oneDNN.
  ///
  /// - Parameters:
  ///   - shapes: what to call it in an error.
  mutating func product(
    _ matmul: assay_matmul, operations: Int, of shapes: @autoclosure () -> String
  ) throws(ModelError) {
    var matmul = matmul
    let threads = threads(forOperations: operations)
    assay_set_thread_count(Int32(threads))
    var primitive: OpaquePointer?
    let status = assay_matmul_create(&matmul, &primitive)
    guard status >= 0 else { throw .oneDNNMissing(String(cString: assay_onednn_load_error())) }
    guard status == 0, let primitive else {
      throw .oneDNN(call: "matmul \(shapes())", status: Int(status))
    }
    call(primitive, threads: threads)
  }
}

extension Symbol {
  /// The matrix product with `kernel`, plus `bias` where there is one.
  ///
  /// - Shape: `[…, k]` times `[k, n]` gives `[…, n]`; the bias is `[n]`.
  public func matmul(_ kernel: Symbol, adding bias: Symbol? = nil) -> Symbol {
    .apply(MatMul(form: .forward), to: [self, kernel] + (bias.map { [$0] } ?? []))
  }
}
