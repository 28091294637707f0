import AssayCore
import CKernels

/// Images `[batch, height, width, channels]` in another size.
///
/// - Gradient: each pixel's gradient shared out among those that it was made of; keeps nothing.
struct Resize: Op {
  let size: (height: Int, width: Int)
  let method: assay_resize_method

  func shape(of inputs: [Shape]) -> Shape {
    [inputs[0][0], size.height, size.width, inputs[0][3]]
  }

  func gradients(_ dy: Symbol, of y: Symbol, from inputs: [Symbol]) -> [Symbol?] {
    [.apply(ResizeGradient(target: inputs[0].shape, method: method), dy)]
  }

  func operations(_ node: Node, batchSize: Int) -> Int {
    8 * node.shape.filled(batchSize).elements
  }

  var isByRow: Bool { true }

  func plan(_ node: Node, _ planner: inout Planner) {
    let (x, y) = (planner.shape(node.inputs[0]), planner.shape(node))
    let rows = planner.resizeTable(method, from: x[1], to: y[1])
    let columns = planner.resizeTable(method, from: x[2], to: y[2])
    let taps = Int(rows.assumingMemoryBound(to: assay_resize_axis.self).pointee.taps)
    let scratch = planner.scratch(
      bytes: x[0] * taps * y[2] * y[3] * MemoryLayout<Float>.stride)
    planner.call(
      assay_resize,
      [planner.buffer(node.inputs[0]), planner.buffer(node), rows, columns, scratch],
      sizes: [x[0], x[3]], work: y.elements)
  }
}

/// The gradient of ``Resize``.
struct ResizeGradient: Op {
  let target: Shape
  let method: assay_resize_method

  func shape(of inputs: [Shape]) -> Shape { target }

  func gradients(_ dy: Symbol, of y: Symbol, from inputs: [Symbol]) -> [Symbol?] {
    [.apply(Resize(size: (inputs[0].shape[1], inputs[0].shape[2]), method: method), dy)]
  }

  func operations(_ node: Node, batchSize: Int) -> Int {
    8 * node.inputs[0].shape.filled(batchSize).elements
  }

  func plan(_ node: Node, _ planner: inout Planner) {
    let (x, y) = (planner.shape(node), planner.shape(node.inputs[0]))
    planner.call(
      assay_resize_gradient,
      [
        planner.buffer(node.inputs[0]), planner.buffer(node),
        planner.resizeTable(method, from: x[1], to: y[1]),
        planner.resizeTable(method, from: x[2], to: y[2]),
      ], sizes: [x[0], x[3]], work: x.elements)
  }
}

extension Planner {
  /// What each new place along one axis reads.
  fileprivate mutating func resizeTable(
    _ method: assay_resize_method, from: Int, to: Int
  ) -> UnsafeMutableRawPointer {
    let table = scratch(bytes: assay_resize_axis_size(method, Int64(from), Int64(to)))
    assay_resize_axis_fill(
      method, Int64(from), Int64(to), table.assumingMemoryBound(to: assay_resize_axis.self))
    return table
  }
}

extension Symbol {
  /// Images `[batch, height, width, channels]` in another size.
  package func resized(height: Int, width: Int, method: assay_resize_method) -> Symbol {
    guard error == nil, shape[1] != height || shape[2] != width else { return self }
    return .apply(Resize(size: (height, width), method: method), self)
  }
}
