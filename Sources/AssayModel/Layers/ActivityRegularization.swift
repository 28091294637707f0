/// Passes its input on and adds a penalty for its size to the loss.
///
/// - Input: any shape. Output: the same.
/// - Source: `keras.layers.ActivityRegularization`.
public final class ActivityRegularization: Layer {
  public init(l1: Float = 0, l2: Float = 0, name: String? = nil) {
    super.init(name: name)
    activityRegularizer = .l1l2(l1: l1, l2: l2)
  }

  public override func call(_ x: Symbol, _ scope: Scope) -> Symbol { x }
  public override var supportsMasking: Bool { true }
}
