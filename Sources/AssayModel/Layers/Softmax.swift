import AssayCore

/// `eˣ / Σ eˣ` over one axis or several together.
///
///     Softmax()(scores)
///     Softmax()(scores, mask)  // 0 where the mask, repeated to the scores' shape, is not above 0.5
///
/// - Input: any shape, and perhaps a mask. Output: the same.
/// - Source: `keras.layers.Softmax`.
public final class Softmax: Layer {
  /// The axes, counted from the end when negative.
  public let axis: [Int]

  public init(axis: [Int], name: String? = nil) {
    self.axis = axis
    super.init(name: name)
  }

  public convenience init(axis: Int = -1, name: String? = nil) {
    self.init(axis: [axis], name: name)
  }

  public override func call(_ inputs: [Symbol], _ scope: Scope) -> Symbol {
    guard let x = inputs.first, inputs.count < 3 else {
      return Symbol(
        failure: .shape(
          where: "", got: "\(inputs.count) inputs", wanted: "one input, and perhaps a mask"))
    }
    let places = Set(axis.compactMap { x.shape.axis($0) })
    if inputs.count == 1, places == [x.shape.count - 1] { return x.softmax() }
    guard !axis.isEmpty, places.count == axis.count, !places.contains(0) else {
      return Symbol(
        failure: .shape(
          where: "", got: "\(x.shape) with axis \(axis.count == 1 ? "\(axis[0])" : "\(axis)")",
          wanted: "axes that the input has, each once, other than that of the batch"))
    }
    var mask: Symbol?
    if inputs.count == 2 {
      guard broadcastShape(x.shape, inputs[1].shape) == x.shape else {
        return inputs[1].require(false, "a mask that can be repeated to \(x.shape)")
      }
      mask = inputs[1].asFloats.isAbove(0.5).broadcast(to: x.shape)
    }
    // The axes behind all others, as one row.
    let order = x.shape.indices.filter { !places.contains($0) } + places.sorted()
    let width = places.reduce(1) { $0 * x.shape[$1] }
    let rows = x.shape.sample.elements / Swift.max(width, 1)
    func flat(_ x: Symbol) -> Symbol {
      x.transposed(to: order).reshaped([Shape.free, 1, rows, width])
    }
    let made = flat(x).attentionSoftmax(mask: mask.map(flat), emptyIsZero: true)
    return made.reshaped(Shape(order.map { x.shape[$0] }))
      .transposed(to: x.shape.indices.map { order.firstIndex(of: $0) ?? 0 })
  }

  public override var supportsMasking: Bool { true }
}
