import AssayCore

/// The largest element of every channel over all steps.
///
/// - Input: `[batch, steps, channels]`. Output: `[batch, channels]`, or with axes of size 1 for
///   `keepsAxes`.
/// - Source: `keras.layers.GlobalMaxPooling1D`.
public final class GlobalMaxPooling1D: Layer {
  /// Whether the axes that are summed up stay, with size 1.
  public let keepsAxes: Bool

  public init(keepsAxes: Bool = false, name: String? = nil) {
    self.keepsAxes = keepsAxes
    super.init(name: name)
  }

  public override func call(_ x: Symbol, _ scope: Scope) -> Symbol {
    let x = x.require(x.shape.count == 3, "[batch, steps, channels]")
    guard x.error == nil else { return x }
    let made = x.max(axis: 1)
    return keepsAxes ? made.reshaped([x.shape[0], 1, x.shape[2]]) : made
  }
}
