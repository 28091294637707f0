import AssayCore
import CKernels

/// Numbers that are known when the graph is made.
struct Constant: Op {
  let values: [Float]
  let shape: Shape

  func shape(of inputs: [Shape]) -> Shape { shape }
  func gradients(_ dy: Symbol, of y: Symbol, from inputs: [Symbol]) -> [Symbol?] { [] }

  func plan(_ node: Node, _ planner: inout Planner) {
    let bytes = values.count * MemoryLayout<Float>.stride
    let table = planner.scratch(bytes: bytes)
    values.withUnsafeBytes {
      table.copyMemory(from: $0.baseAddress ?? UnsafeRawPointer(table), byteCount: bytes)
    }
    planner.call(assay_copy, [table, planner.buffer(node)], sizes: [bytes])
  }
}

/// Whole numbers as `float32`.
///
/// - Gradient: none.
struct Floats: Op {
  func dtype(ofInput index: Int) -> DType? { .int32 }
  func shape(of inputs: [Shape]) -> Shape { inputs[0] }
  func gradients(_ dy: Symbol, of y: Symbol, from inputs: [Symbol]) -> [Symbol?] { [nil] }

  func plan(_ node: Node, _ planner: inout Planner) {
    let count = planner.shape(node).elements
    planner.call(
      assay_floats, [planner.buffer(node.inputs[0]), planner.buffer(node)], sizes: [count],
      work: count)
  }
}

extension Symbol {
  /// Numbers in an array of `shape`, row by row.
  public static func constant(_ values: [Float], shape: Shape) -> Symbol {
    guard shape.isStatic, shape.fitsMemory, shape.elements == values.count else {
      return Symbol(
        failure: .shape(
          where: "", got: "\(values.count) numbers for a constant \(shape)",
          wanted: "as many numbers as the shape has elements"))
    }
    return .apply(Constant(values: values, shape: shape))
  }

  /// This value as `float32`, whichever of the two types it has.
  public var asFloats: Symbol {
    error == nil && node.dtype == .int32 ? .apply(Floats(), self) : self
  }
}
