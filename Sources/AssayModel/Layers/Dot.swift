import AssayCore

/// The sum of the products of two inputs along one axis of each, sample by sample.
///
///     Dot(axes: 1, 2)(x, y)  // [batch, 3, 5] and [batch, 10, 3] give [batch, 5, 10]
///
/// - Output: the other axes of the first input, then those of the second; `[batch, 1]` of two vectors.
/// - Mask: none.
/// - Source: `keras.layers.Dot`.
public final class Dot: Layer {
  /// The axis of either input, counted from the end when negative; never that of the batch.
  public let axes: (Int, Int)
  /// Whether both are divided by their lengths first, so that the result is their cosine.
  public let normalize: Bool

  public init(axes first: Int, _ second: Int, normalize: Bool = false, name: String? = nil) {
    axes = (first, second)
    self.normalize = normalize
    super.init(name: name)
  }

  public convenience init(axes: Int, normalize: Bool = false, name: String? = nil) {
    self.init(axes: axes, axes, normalize: normalize, name: name)
  }

  public override var supportsMasking: Bool { true }
  public override func mask(of inputs: [Symbol], output: Symbol) -> Symbol? { nil }

  public override func call(_ inputs: [Symbol], _ scope: Scope) -> Symbol {
    guard inputs.count == 2 else {
      return Symbol(
        failure: .shape(where: "", got: "\(inputs.count) inputs", wanted: "two inputs"))
    }
    let (x, y) = (inputs[0], inputs[1])
    guard let first = x.shape.axis(axes.0), let second = y.shape.axis(axes.1), first > 0,
      second > 0, x.shape[first] == y.shape[second]
    else {
      return Symbol(
        failure: .shape(
          where: "", got: "\(x.shape) and \(y.shape) with axes \(axes.0) and \(axes.1)",
          wanted: "one axis of each, of equal sizes, other than that of the batch"))
    }
    guard x.shape.count + y.shape.count - 3 <= Shape.maximumRank else {
      return Symbol(
        failure: .shape(
          where: "", got: "\(x.shape) and \(y.shape)",
          wanted: "a result of at most \(Shape.maximumRank) axes"))
    }
    let a = vectors(of: x, along: first)
    let b = vectors(of: y, along: second)
    let rest = Array(x.shape.sample.indices.filter { $0 + 1 != first }.map { x.shape[$0 + 1] })
    let other = Array(y.shape.sample.indices.filter { $0 + 1 != second }.map { y.shape[$0 + 1] })
    let product = Symbol.contraction("bmk", a, "bnk", b, to: "bmn")
    let sizes = rest + other
    return product.reshaped(Shape([Shape.free] + (sizes.isEmpty ? [1] : sizes)))
  }

  /// `[batch, vectors, size]`, of length 1 where wanted.
  private func vectors(of x: Symbol, along axis: Int) -> Symbol {
    let last = x.movedToLast(axis: axis)
    let size = x.shape[axis]
    let flat = last.reshaped([Shape.free, last.shape.sample.elements / max(size, 1), size])
    return normalize ? flat.dividedByLength() : flat
  }
}
