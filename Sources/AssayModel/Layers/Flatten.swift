import AssayCore

/// Makes one axis of all but the batch axis, row by row.
///
/// - Input: `[batch, …]`. Output: `[batch, product]`; `[batch]` becomes `[batch, 1]`.
/// - Source: `keras.layers.Flatten`.
public final class Flatten: Layer {
  public override init(name: String? = nil) { super.init(name: name) }

  public override func call(_ x: Symbol, _ scope: Scope) -> Symbol {
    x.reshaped([Shape.free, x.shape.sample.elements])
  }
}
