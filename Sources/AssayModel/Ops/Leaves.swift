import AssayCore
import CKernels

/// Data that a batch brings.
package struct InputOp: Op {
  package let name: String?
  package let dtype: DType

  // The shape is given where the node is made.
  package func shape(of inputs: [Shape]) -> Shape { [] }
  package func gradients(_ dy: Symbol, of y: Symbol, from inputs: [Symbol]) -> [Symbol?] { [] }
  package func plan(_ node: Node, _ planner: inout Planner) {}
}

/// The current value of a parameter.
package struct ParameterOp: Op {
  package let parameter: Parameter

  package func shape(of inputs: [Shape]) -> Shape { parameter.shape }
  package func gradients(_ dy: Symbol, of y: Symbol, from inputs: [Symbol]) -> [Symbol?] { [] }
  package func plan(_ node: Node, _ planner: inout Planner) {}
}

/// One number in every element.
struct Fill: Op {
  let value: Float
  let shape: Shape

  func shape(of inputs: [Shape]) -> Shape { shape }
  func gradients(_ dy: Symbol, of y: Symbol, from inputs: [Symbol]) -> [Symbol?] { [] }

  func plan(_ node: Node, _ planner: inout Planner) {
    let count = planner.shape(node).elements
    planner.call(assay_fill, [planner.buffer(node)], sizes: [count], settings: [value])
  }
}

extension Symbol {
  /// A place where data of exactly this shape enters.
  package static func input(_ shape: Shape, dtype: DType = .float32, name: String? = nil) -> Symbol
  {
    Symbol(Node(op: InputOp(name: name, dtype: dtype), inputs: [], shape: shape))
  }

  /// One number, in every element of `shape`.
  public static func constant(_ value: Float, shape: Shape = []) -> Symbol {
    .apply(Fill(value: value, shape: shape))
  }

  /// The number of samples, as a scalar.
  var samples: Symbol {
    shape.first == Shape.free
      ? Symbol.constant(1, shape: [Shape.free]).sum() : .constant(Float(shape.first ?? 1))
  }
}
