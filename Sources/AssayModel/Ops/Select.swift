import AssayCore
import CKernels

/// The second input where the first, a mask, is not 0, else 0, whatever stands there.
///
/// - Shape: as both inputs.
/// - Gradient: chosen by the same mask, so that a NaN which was left out stays out.
struct Select: Op {
  func shape(of inputs: [Shape]) throws(ModelError) -> Shape {
    guard inputs[0] == inputs[1] else {
      throw .shape(where: "", got: "a mask \(inputs[0])", wanted: "a mask \(inputs[1])")
    }
    return inputs[1]
  }

  func gradients(_ dy: Symbol, of y: Symbol, from inputs: [Symbol]) -> [Symbol?] {
    [nil, .apply(self, inputs[0], dy)]
  }

  var overwritableInput: Int? { 1 }

  func plan(_ node: Node, _ planner: inout Planner) {
    let count = planner.shape(node).elements
    planner.call(
      assay_select, (node.inputs + [node]).map { planner.buffer($0) }, sizes: [count], work: count)
  }
}

/// 1 where a label is another class than this one, else 0.
struct OtherClass: Op {
  let index: Int

  func dtype(ofInput index: Int) -> DType? { .int32 }
  func shape(of inputs: [Shape]) -> Shape { inputs[0] }
  func gradients(_ dy: Symbol, of y: Symbol, from inputs: [Symbol]) -> [Symbol?] { [nil] }

  func plan(_ node: Node, _ planner: inout Planner) {
    planner.call(
      assay_other_class, [planner.buffer(node.inputs[0]), planner.buffer(node)],
      sizes: [planner.shape(node).elements, index])
  }
}

extension Symbol {
  /// Class indices as vectors over a new last axis: 1 at the class, else 0.
  public func oneHot(classes: Int) -> Symbol {
    guard classes > 0 else {
      return Symbol(
        failure: .argument(where: "", found: "\(classes) classes", wanted: "1 or more"))
    }
    return .apply(OneHot(classes: classes), self)
  }

  /// These elements where `mask` is not 0, else 0; the mask repeats over trailing axes that it lacks.
  func selected(by mask: Symbol) -> Symbol {
    guard error == nil, mask.error == nil else { return error == nil ? mask : self }
    let missing = Array(repeating: 1, count: Swift.max(shape.count - mask.shape.count, 0))
    return .apply(
      Select(), mask.reshaped(Shape(Array(mask.shape) + missing)).broadcast(to: shape), self)
  }

  /// 1 where the two are equal, else 0.
  func isEqual(to other: Symbol) -> Symbol {
    let whole = other.broadcast(to: shape)
    return .apply(Binary(kind: .atLeast), self, whole) * .apply(Binary(kind: .atMost), self, whole)
  }

  /// 1 where an element is above `bound`, else 0, also where it is NaN.
  package func isAbove(_ bound: Float) -> Symbol {
    let whole = Symbol.constant(bound, shape: shape)
    return .apply(Binary(kind: .atLeast), self, whole)
      * (1 - .apply(Binary(kind: .atMost), self, whole))
  }
}
