import AssayCore

/// `x` from 0 up, else `alpha · x`, with an `alpha` that is learned.
///
///     PReLU(sharedAxes: [1, 2])  // one alpha a channel of images
///
/// - Input: any shape. Output: the same.
/// - Parameters: `alpha`, zeros, of a sample's shape with size 1 along the shared axes.
/// - Source: `keras.layers.PReLU`.
public final class PReLU: Layer {
  public let alphaInitializer: Initializer
  public let alphaRegularizer: Regularizer?
  public let alphaConstraint: Constraint?
  /// The axes along which alpha is one, counted from 1.
  public let sharedAxes: [Int]

  public init(
    alphaInitializer: Initializer = .zeros, alphaRegularizer: Regularizer? = nil,
    alphaConstraint: Constraint? = nil, sharedAxes: [Int] = [], name: String? = nil
  ) {
    self.alphaInitializer = alphaInitializer
    self.alphaRegularizer = alphaRegularizer
    self.alphaConstraint = alphaConstraint
    self.sharedAxes = sharedAxes
    super.init(name: name)
  }

  public override func call(_ x: Symbol, _ scope: Scope) -> Symbol {
    let x = x.require(
      sharedAxes.allSatisfy { $0 > 0 && $0 < x.shape.count },
      "shared axes that a sample has, counted from 1; \(sharedAxes) were given")
    guard x.error == nil else { return x }
    let shape = Shape(
      (1..<Swift.max(x.shape.count, 1)).map { sharedAxes.contains($0) ? 1 : x.shape[$0] })
    let alpha = scope.parameter(
      "alpha", shape, alphaInitializer, regularizer: alphaRegularizer,
      constraint: alphaConstraint)
    return x.relu() - alpha * (-x).relu()
  }

  public override var supportsMasking: Bool { true }
}
