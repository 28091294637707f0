import AssayCore

/// `x · scale + offset`, of all elements or channel by channel.
///
///     Rescaling(1 / 255)                     // 0...255 to 0...1
///     Rescaling(1 / 127.5, offset: -1)       // to -1...1
///     Rescaling([2, 3, 4], offset: [0, 1, 2])  // each channel its own
///
/// - Input: any shape. Output: the same.
/// - Source: `keras.layers.Rescaling`.
public final class Rescaling: Layer {
  /// One number for all elements, or one for each of the last axis.
  public let scale: [Float]
  public let offset: [Float]

  public convenience init(_ scale: Float, offset: Float = 0, name: String? = nil) {
    self.init([scale], offset: [offset], name: name)
  }

  public init(_ scale: [Float], offset: [Float] = [0], name: String? = nil) {
    self.scale = scale
    self.offset = offset
    super.init(name: name)
  }

  public override func call(_ x: Symbol, _ scope: Scope) -> Symbol {
    let counts = [1, x.shape.lastSize]
    guard counts.contains(scale.count), counts.contains(offset.count) else {
      return Symbol(
        failure: .argument(
          where: "", found: "\(scale.count) scales and \(offset.count) offsets for \(x.shape)",
          wanted: "one of each, or one for each element of the last axis"))
    }
    let x = x.asFloats
    if scale.count == 1, offset.count == 1 { return x.affine(scale: scale[0], offset: offset[0]) }
    return x * .constant(scale, shape: [scale.count]) + .constant(offset, shape: [offset.count])
  }

  public override var supportsMasking: Bool { true }
}
