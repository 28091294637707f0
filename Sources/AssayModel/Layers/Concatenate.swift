import AssayCore

/// The inputs behind each other along one axis.
///
///     Concatenate(axis: 1)(a, b)  // [batch, 3, 8] and [batch, 4, 8] give [batch, 7, 8]
///
/// - Input: one or more, of shapes that are alike but for that axis, which is not that of the batch.
/// - Mask: along the axes of the inputs' masks; an input without a mask counts throughout.
/// - Source: `keras.layers.Concatenate`.
public final class Concatenate: Layer {
  /// The axis, counted from the end when negative.
  public let axis: Int

  public init(axis: Int = -1, name: String? = nil) {
    self.axis = axis
    super.init(name: name)
  }

  public override func call(_ inputs: [Symbol], _ scope: Scope) -> Symbol {
    .concatenated(inputs, axis: axis)
  }

  public override var supportsMasking: Bool { true }

  public override func mask(of inputs: [Symbol], output: Symbol) -> Symbol? {
    guard inputs.contains(where: { $0.mask != nil }), let axis = output.shape.axis(axis) else {
      return nil
    }
    let masks = inputs.map { input in
      guard let mask = input.mask else { return Symbol.constant(1).broadcast(to: input.shape) }
      let missing = Array(repeating: 1, count: input.shape.count - mask.shape.count)
      return mask.reshaped(Shape(mask.shape + missing)).broadcast(to: input.shape)
    }
    return Symbol.concatenated(masks, axis: axis).max(axis: -1)
  }
}
