import AssayCore

/// Every pixel of an image as a block of pixels.
///
///     UpSampling2D(2, interpolation: .bilinear)
///
/// - Input: `[batch, height, width, channels]`. Output: `[batch, height · size, width · size, channels]`.
/// - Source: `keras.layers.UpSampling2D`.
public final class UpSampling2D: Layer {
  public let size: Extent
  /// How the numbers between pixels are found; by default a block has one number.
  public let interpolation: Resizing.Interpolation

  public init(
    _ size: Extent = 2, interpolation: Resizing.Interpolation = .nearest, name: String? = nil
  ) {
    self.size = size
    self.interpolation = interpolation
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
    guard interpolation == .nearest else {
      let (height, width) = (h * size.height, w * size.width)
      let images = x.asImages(height: height, width: width)
      return images.error == nil
        ? images.resized(height: height, width: width, method: interpolation.method) : images
    }
    let wide = x.reshaped([n, h, w, 1, channels]).broadcast(to: [n, h, w, size.width, channels])
      .reshaped([n, h, 1, w * size.width, channels])
    return wide.broadcast(to: [n, h, size.height, w * size.width, channels])
      .reshaped([n, h * size.height, w * size.width, channels])
  }
}
