import AssayCore
import CKernels

/// One axis moved behind all others, or the last one moved back to its place.
///
/// - Gradient: moved the other way.
struct MoveAxis: Op {
  let axis: Int
  let isToLast: Bool

  func shape(of inputs: [Shape]) -> Shape {
    var sizes = Array(inputs[0])
    if isToLast {
      sizes.append(sizes.remove(at: axis))
    } else {
      sizes.insert(sizes.removeLast(), at: axis)
    }
    return Shape(sizes)
  }

  func gradients(_ dy: Symbol, of y: Symbol, from inputs: [Symbol]) -> [Symbol?] {
    [.apply(MoveAxis(axis: axis, isToLast: !isToLast), dy)]
  }

  var isByRow: Bool { axis > 0 }

  func plan(_ node: Node, _ planner: inout Planner) {
    let run = planner.shape(isToLast ? node.inputs[0] : node).cut(around: axis..<axis + 1)
    let sizes = isToLast ? [run.middle, run.inner] : [run.inner, run.middle]
    planner.call(
      assay_swap_axes, [planner.buffer(node.inputs[0]), planner.buffer(node)],
      sizes: [run.outer] + sizes)
  }
}

extension Symbol {
  /// The same elements with `axis`, counted from the end when negative, behind all others.
  func movedToLast(axis: Int) -> Symbol {
    guard error == nil else { return self }
    guard let place = shape.axis(axis) else {
      return Symbol(
        failure: .shape(
          where: "", got: "axis \(axis) of \(shape)",
          wanted: "an axis from \(-shape.count) to \(shape.count - 1)"))
    }
    return place == shape.count - 1 ? self : .apply(MoveAxis(axis: place, isToLast: true), self)
  }
}
