import AssayCore
import CKernels

/// A crossentropy between labels and logits, without its mean.
///
/// - Shape: `sparse` and `categorical` drop the last axis of the logits, `binary` keeps it.
/// - Gradient: `(softmax(z) − y) · dy`, computed anew from the logits; keeps the inputs.
struct Crossentropy: Op {
  enum Kind { case sparse, categorical, binary }
  let kind: Kind
  let labelSmoothing: Float

  func dtype(ofInput index: Int) -> DType? { kind.dtype(ofInput: index) }

  func shape(of inputs: [Shape]) throws(ModelError) -> Shape {
    let values = kind == .binary ? inputs[0] : Shape(inputs[0].dropLast())
    let labels = kind == .sparse ? values : inputs[0]
    guard inputs[1] == labels else {
      throw .shape(where: "", got: "labels \(inputs[1])", wanted: "labels \(labels)")
    }
    return values
  }

  func gradients(_ dy: Symbol, of y: Symbol, from inputs: [Symbol]) -> [Symbol?] {
    let op = CrossentropyGradient(kind: kind, labelSmoothing: labelSmoothing)
    return [.apply(op, inputs[0], inputs[1], dy), nil]
  }

  func plan(_ node: Node, _ planner: inout Planner) {
    let kernel: Kernel =
      switch kind {
      case .sparse: assay_sparse_crossentropy
      case .categorical: assay_categorical_crossentropy
      case .binary: assay_binary_crossentropy
      }
    planner.call(
      kernel, (node.inputs + [node]).map { planner.buffer($0) },
      sizes: kind.sizes(planner.shape(node.inputs[0])), settings: [labelSmoothing],
      work: planner.shape(node.inputs[0]).elements)
  }
}

/// The gradient of ``Crossentropy`` with respect to the logits.
struct CrossentropyGradient: Op {
  let kind: Crossentropy.Kind
  let labelSmoothing: Float

  func dtype(ofInput index: Int) -> DType? { kind.dtype(ofInput: index) }
  func shape(of inputs: [Shape]) -> Shape { inputs[0] }

  func gradients(_ dy: Symbol, of y: Symbol, from inputs: [Symbol]) -> [Symbol?] {
    preconditionFailure("CrossentropyGradient: second derivatives are not supported")
  }

  func plan(_ node: Node, _ planner: inout Planner) {
    let kernel: Kernel =
      switch kind {
      case .sparse: assay_sparse_crossentropy_gradient
      case .categorical: assay_categorical_crossentropy_gradient
      case .binary: assay_binary_crossentropy_gradient
      }
    planner.call(
      kernel, (node.inputs + [node]).map { planner.buffer($0) },
      sizes: kind.sizes(planner.shape(node)), settings: [labelSmoothing],
      work: planner.shape(node).elements)
  }
}

extension Crossentropy.Kind {
  fileprivate func dtype(ofInput index: Int) -> DType {
    self == .sparse && index == 1 ? .int32 : .float32
  }

  fileprivate func sizes(_ logits: Shape) -> [Int] {
    self == .binary ? [logits.elements] : [logits.rows, logits.lastSize]
  }
}

/// One-hot vectors of class indices: a last axis of `classes`, 1 at the label.
struct OneHot: Op {
  let classes: Int

  func dtype(ofInput index: Int) -> DType? { .int32 }
  func shape(of inputs: [Shape]) -> Shape { Shape(inputs[0] + [classes]) }
  func gradients(_ dy: Symbol, of y: Symbol, from inputs: [Symbol]) -> [Symbol?] { [nil] }

  func plan(_ node: Node, _ planner: inout Planner) {
    planner.call(
      assay_one_hot, [planner.buffer(node.inputs[0]), planner.buffer(node)],
      sizes: [planner.shape(node).rows, classes])
  }
}
