import AssayCore

/// Each sample divided by its Euclidean length over some axes.
///
/// - Input: any shape with a batch axis. Output: the same; 0 where all is 0.
/// - Source: `keras.layers.UnitNormalization`.
public final class UnitNormalization: Layer {
  /// The axes, counted from the end when negative.
  public let axis: [Int]

  public init(axis: [Int], name: String? = nil) {
    self.axis = axis
    super.init(name: name)
  }

  public convenience init(axis: Int = -1, name: String? = nil) {
    self.init(axis: [axis], name: name)
  }

  public override func call(_ x: Symbol, _ scope: Scope) -> Symbol {
    x.normalized(over: axis, .length, epsilon: 1e-12)
  }

  public override var supportsMasking: Bool { true }
}
