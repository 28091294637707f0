import AssayCore

/// The largest element of every channel over the whole image.
///
/// - Input: `[batch, height, width, channels]`. Output: `[batch, channels]`, or with axes of size 1 for
///   `keepsAxes`.
/// - Source: `keras.layers.GlobalMaxPooling2D`.
public final class GlobalMaxPooling2D: Layer {
  /// Whether the axes that are summed up stay, with size 1.
  public let keepsAxes: Bool

  public init(keepsAxes: Bool = false, name: String? = nil) {
    self.keepsAxes = keepsAxes
    super.init(name: name)
  }

  public override func call(_ x: Symbol, _ scope: Scope) -> Symbol {
    let x = x.require(x.shape.count == 4, "[batch, height, width, channels]")
    guard x.error == nil else { return x }
    let made = x.reshaped([x.shape[0], x.shape[1] * x.shape[2], x.shape[3]]).max(axis: 1)
    return keepsAxes ? made.reshaped([x.shape[0], 1, 1, x.shape[3]]) : made
  }
}
