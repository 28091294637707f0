import AssayCore
import COneDNN

/// Convolutions whose windows are one pixel: products of matrices with a row for every pixel.
extension Convolution {
  /// Whether the op takes this way: it reads and writes Keras's layout of the kernel, so that a kernel that
  /// changes with every step need not be reordered, and the gradient of the kernel is faster.
  func isProduct(_ node: Node, _ planner: Planner) -> Bool {
    bounds == nil && geometry.groups == 1
      && [geometry.rows, geometry.columns].allSatisfy {
        $0.size == 1 && $0.stride == 1 && $0.before == 0 && $0.after == 0
      }
      && geometry.image.height == geometry.result.height
      && geometry.image.width == geometry.result.width
      && (direction == .toKernel || !planner.isConstant(node.inputs[1]))
  }

  func planProduct(_ node: Node, _ planner: inout Planner) throws(ModelError) {
    let (inputs, outputs) = (Int64(geometry.image.channels), Int64(geometry.result.channels))
    let batchSize = planner.batchSize
    let pixels = Int64(batchSize * geometry.result.height * geometry.result.width)
    var product = assay_matmul()
    switch direction {
    case .forward: (product.m, product.n, product.k) = (pixels, outputs, inputs)
    case .toInput: (product.m, product.n, product.k) = (pixels, inputs, outputs)
    case .toKernel: (product.m, product.n, product.k) = (inputs, outputs, pixels)
    }
    product.transpose_a = direction == .toKernel ? 1 : 0
    product.transpose_b = direction == .toInput ? 1 : 0
    product.a = planner.buffer(node.inputs[0])
    product.b = planner.buffer(node.inputs[1])
    product.bias = node.inputs.count > 2 ? planner.buffer(node.inputs[2]) : nil
    product.c = planner.buffer(node)
    try planner.product(
      product, operations: operations(node, batchSize: batchSize),
      of: "\(geometry.imageShape.filled(batchSize)) by \(geometry.kernel)")
  }
}
