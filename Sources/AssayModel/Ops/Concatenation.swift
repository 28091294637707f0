import AssayCore
import CKernels

/// Values behind each other along one axis.
///
/// - Shape: alike but for that axis, whose sizes add up.
/// - Gradient: the slice of each.
struct Concatenation: Op {
  let axis: Int

  func shape(of inputs: [Shape]) throws(ModelError) -> Shape {
    var whole = inputs[0]
    for shape in inputs {
      guard shape.count == whole.count,
        shape.indices.allSatisfy({ $0 == axis || shape[$0] == whole[$0] })
      else {
        throw .shape(
          where: "", got: inputs.map(\.description).joined(separator: " and "),
          wanted: "shapes that are alike but for axis \(axis)")
      }
    }
    guard inputs.allSatisfy({ $0[axis] != Shape.free }) else {
      throw .shape(
        where: "", got: "axis \(axis) of \(whole)", wanted: "an axis other than that of the batch")
    }
    whole[axis] = inputs.reduce(0) { $0 + $1[axis] }
    return whole
  }

  func gradients(_ dy: Symbol, of y: Symbol, from inputs: [Symbol]) -> [Symbol?] {
    var start = 0
    return inputs.map { input in
      defer { start += input.shape[axis] }
      return .apply(Slice(axis: axis, range: start..<start + input.shape[axis]), dy)
    }
  }

  var isByRow: Bool { axis > 0 }

  func plan(_ node: Node, _ planner: inout Planner) {
    let whole = planner.shape(node).cut(around: axis..<axis + 1)
    let stride = whole.middle * whole.inner
    var start = 0
    for input in node.inputs {
      let width = input.shape[axis] * whole.inner
      planner.call(
        assay_copy_rows,
        [planner.buffer(input), planner.buffer(node) + start * MemoryLayout<Float>.stride],
        sizes: [whole.outer, width, width, stride], work: whole.outer * width)
      start += width
    }
  }
}

/// A range along one axis.
///
/// - Gradient: placed among zeros; see ``Placement``.
struct Slice: Op {
  let axis: Int
  let range: Range<Int>

  func shape(of inputs: [Shape]) -> Shape {
    var shape = inputs[0]
    shape[axis] = range.count
    return shape
  }

  func gradients(_ dy: Symbol, of y: Symbol, from inputs: [Symbol]) -> [Symbol?] {
    [.apply(Placement(axis: axis, start: range.lowerBound, size: inputs[0].shape[axis]), dy)]
  }

  var isByRow: Bool { axis > 0 }

  func plan(_ node: Node, _ planner: inout Planner) {
    let whole = planner.shape(node.inputs[0]).cut(around: axis..<axis + 1)
    let width = range.count * whole.inner
    let offset = range.lowerBound * whole.inner * MemoryLayout<Float>.stride
    planner.call(
      assay_copy_rows, [planner.buffer(node.inputs[0]) + offset, planner.buffer(node)],
      sizes: [whole.outer, width, whole.middle * whole.inner, width], work: whole.outer * width)
  }
}

/// The inverse of ``Slice``: along one axis, zeros, the input and zeros.
///
/// - Gradient: the slice where the input is.
struct Placement: Op {
  let axis: Int
  let start: Int
  let size: Int

  func shape(of inputs: [Shape]) -> Shape {
    var shape = inputs[0]
    shape[axis] = size
    return shape
  }

  func gradients(_ dy: Symbol, of y: Symbol, from inputs: [Symbol]) -> [Symbol?] {
    [.apply(Slice(axis: axis, range: start..<start + inputs[0].shape[axis]), dy)]
  }

  func plan(_ node: Node, _ planner: inout Planner) {
    let part = planner.shape(node.inputs[0]).cut(around: axis..<axis + 1)
    let width = part.middle * part.inner
    let elements = planner.shape(node).elements
    planner.call(assay_fill, [planner.buffer(node)], sizes: [elements], settings: [0])
    planner.call(
      assay_copy_rows,
      [
        planner.buffer(node.inputs[0]),
        planner.buffer(node) + start * part.inner * MemoryLayout<Float>.stride,
      ], sizes: [part.outer, width, width, size * part.inner], work: part.outer * width)
  }
}

extension Symbol {
  /// Values behind each other along `axis`, counted from the end when negative.
  ///
  ///     Symbol.concatenated([a, b], axis: 1).shape  // [batch, 3 + 4, 8]
  public static func concatenated(_ parts: [Symbol], axis: Int = -1) -> Symbol {
    if let failed = parts.first(where: { $0.error != nil }) { return failed }
    guard let first = parts.first else {
      return Symbol(failure: .shape(where: "", got: "0 inputs", wanted: "one or more inputs"))
    }
    guard let place = first.shape.axis(axis) else { return first.missing(axis) }
    return parts.count == 1 ? first : .apply(Concatenation(axis: place), to: parts)
  }

  /// The elements of a range along `axis`, counted from the end when negative.
  ///
  ///     x.sliced(axis: 1, 2..<5).shape  // [batch, 3, 8]
  public func sliced(axis: Int, _ range: Range<Int>) -> Symbol {
    guard error == nil else { return self }
    guard let place = shape.axis(axis) else { return missing(axis) }
    let size = shape[place]
    guard size != Shape.free else {
      return Symbol(
        failure: .shape(
          where: "", got: "axis \(axis) of \(shape)",
          wanted: "an axis other than that of the batch"))
    }
    guard range.lowerBound >= 0, range.upperBound <= size, !range.isEmpty else {
      return Symbol(
        failure: .argument(
          where: "", found: "the range \(range) of axis \(axis) of \(shape)",
          wanted: "a range within 0..<\(size) that is not empty"))
    }
    return range == 0..<size ? self : .apply(Slice(axis: place, range: range), self)
  }
}
