import AssayCore
import CKernels

/// Zeros round the two middle axes of `[batch, height, width, channels]`, or parts of them cut away where an
/// amount is negative.
///
/// - Gradient: the opposite amounts.
package struct PadOp: Op {
  package let top, bottom, left, right: Int

  package init(top: Int, bottom: Int, left: Int, right: Int) {
    self.top = top
    self.bottom = bottom
    self.left = left
    self.right = right
  }

  package func shape(of inputs: [Shape]) throws(ModelError) -> Shape {
    let x = inputs[0]
    guard x.count == 4, x[1] + top + bottom > 0, x[2] + left + right > 0 else {
      throw .shape(
        where: "", got: "\(x)", wanted: "an image of which something is left to pad or crop")
    }
    return [x[0], x[1] + top + bottom, x[2] + left + right, x[3]]
  }

  package func gradients(_ dy: Symbol, of y: Symbol, from inputs: [Symbol]) -> [Symbol?] {
    [.apply(PadOp(top: -top, bottom: -bottom, left: -left, right: -right), dy)]
  }

  package var isByRow: Bool { true }

  package func plan(_ node: Node, _ planner: inout Planner) {
    let (x, y) = (planner.shape(node.inputs[0]), planner.shape(node))
    let sizes = planner.scratch([x[1], x[2] * x[3], y[1], y[2] * y[3], top, left * x[3]])
    planner.call(
      assay_pad, [planner.buffer(node.inputs[0]), planner.buffer(node), sizes],
      sizes: [y[0]], work: y.elements)
  }
}
