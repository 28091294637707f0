import AssayCore
import CKernels

/// Two neighbouring runs of axes in each other's place; every other order of axes is made of these.
///
/// - Gradient: swapped back.
struct SwapAxes: Op {
  let first: Range<Int>
  /// Begins where `first` ends.
  let second: Range<Int>

  func shape(of inputs: [Shape]) -> Shape {
    let x = inputs[0]
    return Shape(
      Array(x[..<first.lowerBound]) + x[second] + x[first] + x[second.upperBound...])
  }

  func gradients(_ dy: Symbol, of y: Symbol, from inputs: [Symbol]) -> [Symbol?] {
    let middle = first.lowerBound + second.count
    return [
      .apply(
        SwapAxes(first: first.lowerBound..<middle, second: middle..<second.upperBound), dy)
    ]
  }

  var isByRow: Bool { first.lowerBound > 0 }

  func plan(_ node: Node, _ planner: inout Planner) {
    let x = planner.shape(node.inputs[0])
    planner.call(
      assay_swap_blocks, [planner.buffer(node.inputs[0]), planner.buffer(node)],
      sizes: [
        x[..<first.lowerBound].reduce(1, *), x[first].reduce(1, *), x[second].reduce(1, *),
        x[second.upperBound...].reduce(1, *),
      ], work: x.elements)
  }
}

extension Symbol {
  /// The axes in another order: axis `i` of the result is axis `order[i]` of this.
  ///
  ///     x.shape                             // [batch, 5, 3]
  ///     x.transposed(to: [0, 2, 1]).shape   // [batch, 3, 5]
  public func transposed(to order: [Int]) -> Symbol {
    guard error == nil else { return self }
    guard order.sorted() == Array(0..<shape.count) else {
      return Symbol(
        failure: .shape(
          where: "", got: "the order \(order) for \(shape)",
          wanted: "each of the axes 0..<\(shape.count) once"))
    }
    var result = self
    var axes = Array(0..<shape.count)
    for place in axes.indices {
      guard axes[place] != order[place], let found = axes.firstIndex(of: order[place]) else {
        continue
      }
      // As many as belong together are moved at once.
      var end = found + 1
      while end < axes.count, axes[end] == order[place + end - found] { end += 1 }
      result = .apply(SwapAxes(first: place..<found, second: found..<end), result)
      axes = Array(axes[..<place] + axes[found..<end] + axes[place..<found] + axes[end...])
    }
    return result
  }
}
