import AssayCore
import CKernels

/// The sum or mean over a run of axes, which disappear.
///
/// - Gradient: repeated over the same axes; keeps nothing.
/// - Precision: sixteen elements at a time are added in single precision, those sums in double.
struct Reduction: Op {
  let axes: Range<Int>
  let isMean: Bool

  func shape(of inputs: [Shape]) -> Shape {
    Shape(inputs[0].indices.filter { !axes.contains($0) }.map { inputs[0][$0] })
  }

  func gradients(_ dy: Symbol, of y: Symbol, from inputs: [Symbol]) -> [Symbol?] {
    [.apply(Repeat(axes: axes, target: inputs[0].shape, isMean: isMean), dy)]
  }

  var isByRow: Bool { axes.lowerBound > 0 }

  func plan(_ node: Node, _ planner: inout Planner) {
    let run = planner.shape(node.inputs[0]).cut(around: axes)
    planner.call(
      assay_sum, [planner.buffer(node.inputs[0]), planner.buffer(node)],
      sizes: [run.outer, run.middle, run.inner, isMean ? run.middle : 1],
      work: planner.shape(node.inputs[0]).elements)
  }
}

/// The maximum over one axis, which disappears.
///
/// - Gradient: to every element that equals the maximum, in equal parts.
struct MaximumOver: Op {
  let axis: Int

  func shape(of inputs: [Shape]) -> Shape {
    Shape(inputs[0].indices.filter { $0 != axis }.map { inputs[0][$0] })
  }

  func gradients(_ dy: Symbol, of y: Symbol, from inputs: [Symbol]) -> [Symbol?] {
    let x = inputs[0]
    func spread(_ value: Symbol) -> Symbol {
      .apply(Repeat(axes: axis..<axis + 1, target: x.shape, isMean: false), value)
    }
    let hits = Symbol.apply(Binary(kind: .atLeast), x, spread(y))
    return [hits * spread(dy / hits.sum(over: axis..<axis + 1))]
  }

  var isByRow: Bool { axis > 0 }

  func plan(_ node: Node, _ planner: inout Planner) {
    let run = planner.shape(node.inputs[0]).cut(around: axis..<axis + 1)
    planner.call(
      assay_maximum_over, [planner.buffer(node.inputs[0]), planner.buffer(node)],
      sizes: [run.outer, run.middle, run.inner])
  }
}

/// The inverse of ``Reduction``: the input repeated over new axes, divided by their size for a mean.
///
/// - Gradient: summed over the same axes.
struct Repeat: Op {
  let axes: Range<Int>
  let target: Shape
  let isMean: Bool

  func shape(of inputs: [Shape]) -> Shape { target }

  func gradients(_ dy: Symbol, of y: Symbol, from inputs: [Symbol]) -> [Symbol?] {
    [.apply(Reduction(axes: axes, isMean: isMean), dy)]
  }

  var isByRow: Bool { axes.lowerBound > 0 }

  func plan(_ node: Node, _ planner: inout Planner) {
    let run = planner.shape(node).cut(around: axes)
    planner.call(
      assay_repeat, [planner.buffer(node.inputs[0]), planner.buffer(node)],
      sizes: [run.outer, run.middle, run.inner, isMean ? run.middle : 1])
  }
}

extension Shape {
  /// The number of elements before, in and after a run of axes.
  func cut(around axes: Range<Int>) -> (outer: Int, middle: Int, inner: Int) {
    (
      self[..<axes.lowerBound].reduce(1, *), self[axes].reduce(1, *),
      self[axes.upperBound...].reduce(1, *)
    )
  }
}

extension Symbol {
  /// The sum over one axis, counted from the end when negative; over all axes when `nil`.
  public func sum(axis: Int? = nil) -> Symbol { reduce(axis, isMean: false) }

  /// The mean over one axis, counted from the end when negative; over all axes when `nil`.
  public func mean(axis: Int? = nil) -> Symbol { reduce(axis, isMean: true) }

  /// The largest element along one axis, counted from the end when negative.
  public func max(axis: Int) -> Symbol {
    guard error == nil else { return self }
    guard let axis = shape.axis(axis) else { return missing(axis) }
    return .apply(MaximumOver(axis: axis), self)
  }

  /// The sum over a run of axes.
  func sum(over axes: Range<Int>) -> Symbol {
    axes.isEmpty ? self : .apply(Reduction(axes: axes, isMean: false), self)
  }

  /// The sum over the axes where `small` repeats, in the shape `small`.
  func sum(to small: Shape) -> Symbol {
    guard error == nil, shape != small else { return self }
    let offset = shape.count - small.count
    var result = self
    // From the right, so that the axes still to be summed keep their places.
    var axis = shape.count - 1
    while axis >= 0 {
      let end = axis + 1
      while axis >= 0, axis < offset || (small[axis - offset] == 1 && shape[axis] != 1) {
        axis -= 1
      }
      result = result.sum(over: axis + 1..<end)
      axis -= 1
    }
    return result.reshaped(small)
  }

  /// This value repeated to `whole`.
  package func broadcast(to whole: Shape) -> Symbol {
    guard error == nil, shape != whole else { return self }
    let offset = whole.count - shape.count
    var result = self
    var sizes = Array(repeating: 1, count: offset) + shape
    result = result.reshaped(Shape(sizes))
    var axis = 0
    while axis < whole.count {
      let start = axis
      while axis < whole.count, sizes[axis] == 1, whole[axis] != 1 {
        sizes[axis] = whole[axis]
        axis += 1
      }
      if axis > start {
        result = .apply(
          Repeat(axes: start..<axis, target: Shape(sizes), isMean: false), result)
      }
      axis += 1
    }
    return result
  }

  private func reduce(_ axis: Int?, isMean: Bool) -> Symbol {
    guard error == nil else { return self }
    guard let axis else {
      return shape.isEmpty
        ? self : .apply(Reduction(axes: 0..<shape.count, isMean: isMean), self)
    }
    guard let axis = shape.axis(axis) else { return missing(axis) }
    let reduction = Reduction(axes: axis..<axis + 1, isMean: isMean)
    // One element is its own sum and mean.
    return shape[axis] == 1
      ? reshaped(reduction.shape(of: [shape])) : .apply(reduction, self)
  }

  func missing(_ axis: Int) -> Symbol {
    Symbol(
      failure: .shape(
        where: "", got: "axis \(axis) of \(shape)",
        wanted: "an axis from \(-shape.count) to \(shape.count - 1)"))
  }
}

extension Shape {
  /// An axis counted from the start; `nil` where there is none.
  func axis(_ axis: Int) -> Int? {
    let positive = axis < 0 ? axis + count : axis
    return indices.contains(positive) ? positive : nil
  }
}
