import AssayCore
import CKernels

/// The maximum or the mean of every window of `[batch, height, width, channels]`. Padding counts neither way.
///
/// - Gradient: to the first of the largest elements, or in equal parts to those the window covers.
package struct Pooling: Op {
  package enum Kind { case maximum, average }
  let kind: Kind
  let rows: Window
  let columns: Window

  package init(kind: Kind, rows: Window, columns: Window) {
    self.kind = kind
    self.rows = rows
    self.columns = columns
  }

  package func shape(of inputs: [Shape]) throws(ModelError) -> Shape {
    let x = inputs[0]
    guard x.count == 4, rows.places(on: x[1]) > 0, columns.places(on: x[2]) > 0 else {
      throw .shape(
        where: "", got: "\(x)",
        wanted: "an image no smaller than a window of \(rows.size) by \(columns.size)")
    }
    return [x[0], rows.places(on: x[1]), columns.places(on: x[2]), x[3]]
  }

  package func gradients(_ dy: Symbol, of y: Symbol, from inputs: [Symbol]) -> [Symbol?] {
    let gradient = PoolingGradient(pooling: self, target: inputs[0].shape)
    return kind == .maximum
      ? [.apply(gradient, dy, inputs[0], y)] : [.apply(gradient, dy)]
  }

  package func operations(_ node: Node, batchSize: Int) -> Int {
    AssayModel.operations(node.shape.filled(batchSize).elements, rows.size, columns.size)
  }

  package var isByRow: Bool { true }

  package func plan(_ node: Node, _ planner: inout Planner) {
    planner.call(
      kind == .maximum ? assay_max_pool : assay_average_pool,
      [
        planner.buffer(node.inputs[0]), planner.buffer(node),
        windows(node.inputs[0].shape, node.shape, &planner),
      ], sizes: [planner.batchSize], work: planner.shape(node.inputs[0]).elements)
  }

  /// What the kernels know of the windows.
  fileprivate func windows(
    _ x: Shape, _ y: Shape, _ planner: inout Planner
  ) -> UnsafeMutableRawPointer {
    let memory = planner.scratch(bytes: MemoryLayout<assay_windows>.stride)
    memory.bindMemory(to: assay_windows.self, capacity: 1).initialize(
      to: assay_windows(
        height: Int64(x[1]), width: Int64(x[2]), channels: Int64(x[3]), rows: Int64(y[1]),
        columns: Int64(y[2]), row_size: Int64(rows.size), column_size: Int64(columns.size),
        row_stride: Int64(rows.stride), column_stride: Int64(columns.stride),
        top: Int64(rows.before), left: Int64(columns.before)))
    return memory
  }
}

/// The gradient of a ``Pooling``: inputs are that of its result and, for a maximum, what it read and made.
private struct PoolingGradient: Op {
  let pooling: Pooling
  let target: Shape

  func shape(of inputs: [Shape]) -> Shape { target }

  func gradients(_ dy: Symbol, of y: Symbol, from inputs: [Symbol]) -> [Symbol?] {
    preconditionFailure("PoolingGradient: second derivatives are not supported")
  }

  func plan(_ node: Node, _ planner: inout Planner) {
    let windows = pooling.windows(target, node.inputs[0].shape, &planner)
    let work = planner.shape(node).elements
    if pooling.kind == .maximum {
      planner.call(
        assay_max_pool_gradient,
        [
          planner.buffer(node.inputs[0]), planner.buffer(node), windows,
          planner.buffer(node.inputs[1]), planner.buffer(node.inputs[2]),
        ], sizes: [planner.batchSize], work: work)
    } else {
      planner.call(
        assay_average_pool_gradient,
        [planner.buffer(node.inputs[0]), planner.buffer(node), windows],
        sizes: [planner.batchSize], work: work)
    }
  }
}
