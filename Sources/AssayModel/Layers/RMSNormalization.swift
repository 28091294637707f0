import AssayCore

/// Each sample with a mean square of 1 over some axes, then scaled by what is learned.
///
///     y = x / √(mean of x² + epsilon) · scale
///
/// - Input: any shape with a batch axis. Output: the same.
/// - Parameters: `scale`, ones, of the sizes of the axes.
/// - Source: `keras.layers.RMSNormalization`.
public final class RMSNormalization: Layer {
  /// The axes, counted from the end when negative.
  public let axis: [Int]
  public let epsilon: Float

  public init(axis: [Int], epsilon: Float = 1e-6, name: String? = nil) {
    self.axis = axis
    self.epsilon = epsilon
    super.init(name: name)
  }

  public convenience init(axis: Int = -1, epsilon: Float = 1e-6, name: String? = nil) {
    self.init(axis: [axis], epsilon: epsilon, name: name)
  }

  public override func call(_ x: Symbol, _ scope: Scope) -> Symbol {
    x.normalized(over: axis, .rootMeanSquare, epsilon: epsilon) { shape in
      (scope.parameter("scale", shape, .ones), nil)
    }
  }
}
