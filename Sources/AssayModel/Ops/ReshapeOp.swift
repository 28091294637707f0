import AssayCore

/// The same elements under another shape; the same memory.
struct ReshapeOp: Op {
  let target: Shape

  func dtype(ofInput index: Int) -> DType? { nil }

  func shape(of inputs: [Shape]) throws(ModelError) -> Shape {
    guard target.fitsMemory, inputs[0].elements == target.elements,
      inputs[0].isStatic == target.isStatic
    else {
      throw .shape(
        where: "", got: "\(inputs[0])", wanted: "as many elements as the target shape \(target)")
    }
    return target
  }

  func gradients(_ dy: Symbol, of y: Symbol, from inputs: [Symbol]) -> [Symbol?] {
    [dy.reshaped(inputs[0].shape)]
  }

  func isAlias(in mode: Mode) -> Bool { true }
  var isByRow: Bool { true }

  func plan(_ node: Node, _ planner: inout Planner) {}
}

extension Symbol {
  /// The same elements in the shape `target`, which has this shape's free axis and element count.
  public func reshaped(_ target: Shape) -> Symbol {
    shape == target && error == nil ? self : .apply(ReshapeOp(target: target), self)
  }
}
