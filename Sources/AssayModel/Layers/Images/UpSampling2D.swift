import AssayCore

/// Every pixel of an image as a block of pixels.
///
/// - Input: `[batch, height, width, channels]`. Output: `[batch, height · size, width · size, channels]`.
/// - Source: `keras.layers.UpSampling2D` with the nearest pixel.
public final class UpSampling2D: Layer {
  public let size: Extent

  public init(_ size: Extent = 2, name: String? = nil) {
    self.size = size
    super.init(name: name)
  }

  public override func call(_ x: Symbol, _ scope: Scope) -> Symbol {
    guard size.height > 0, size.width > 0 else {
      return Symbol(failure: .argument(where: "", found: "size is \(size)", wanted: "1 or more"))
    }
    let x = x.require(x.shape.count == 4, "[batch, height, width, channels]")
    guard x.error == nil else { return x }
    let (n, h, w, channels) = (x.shape[0], x.shape[1], x.shape[2], x.shape[3])
    guard !h.multipliedReportingOverflow(by: size.height).overflow,
      !w.multipliedReportingOverflow(by: size.width).overflow
    else { return Symbol(failure: .tooLarge("size \(size)")) }
    let wide = x.reshaped([n, h, w, 1, channels]).broadcast(to: [n, h, w, size.width, channels])
      .reshaped([n, h, 1, w * size.width, channels])
    return wide.broadcast(to: [n, h, size.height, w * size.width, channels])
      .reshaped([n, h * size.height, w * size.width, channels])
  }
}
