import AssayCore

/// Each sample with mean 0 and variance 1 over some axes, then scaled and shifted by what is learned.
///
///     y = (x − mean) / √(variance + epsilon) · gamma + beta
///
/// - Input: any shape with a batch axis. Output: the same.
/// - Parameters: `gamma`, ones, and `beta`, zeros, of the sizes of the axes.
/// - Precision: sums of at most 256 elements in single precision, those sums in double.
/// - Source: `keras.layers.LayerNormalization`, without the deprecated `rms_scaling`; see
///   ``RMSNormalization``.
public final class LayerNormalization: Layer {
  /// The axes, counted from the end when negative.
  public let axis: [Int]
  public let epsilon: Float
  /// Whether `beta` is added.
  public let center: Bool
  /// Whether `gamma` multiplies.
  public let scale: Bool
  public let betaInitializer: Initializer
  public let gammaInitializer: Initializer
  public let betaRegularizer: Regularizer?
  public let gammaRegularizer: Regularizer?
  public let betaConstraint: Constraint?
  public let gammaConstraint: Constraint?

  public init(
    axis: [Int], epsilon: Float = 1e-3, center: Bool = true, scale: Bool = true,
    betaInitializer: Initializer = .zeros, gammaInitializer: Initializer = .ones,
    betaRegularizer: Regularizer? = nil, gammaRegularizer: Regularizer? = nil,
    betaConstraint: Constraint? = nil, gammaConstraint: Constraint? = nil, name: String? = nil
  ) {
    self.axis = axis
    self.epsilon = epsilon
    self.center = center
    self.scale = scale
    self.betaInitializer = betaInitializer
    self.gammaInitializer = gammaInitializer
    self.betaRegularizer = betaRegularizer
    self.gammaRegularizer = gammaRegularizer
    self.betaConstraint = betaConstraint
    self.gammaConstraint = gammaConstraint
    super.init(name: name)
  }

  public convenience init(
    axis: Int = -1, epsilon: Float = 1e-3, center: Bool = true, scale: Bool = true,
    betaInitializer: Initializer = .zeros, gammaInitializer: Initializer = .ones,
    betaRegularizer: Regularizer? = nil, gammaRegularizer: Regularizer? = nil,
    betaConstraint: Constraint? = nil, gammaConstraint: Constraint? = nil, name: String? = nil
  ) {
    self.init(
      axis: [axis], epsilon: epsilon, center: center, scale: scale,
      betaInitializer: betaInitializer, gammaInitializer: gammaInitializer,
      betaRegularizer: betaRegularizer, gammaRegularizer: gammaRegularizer,
      betaConstraint: betaConstraint, gammaConstraint: gammaConstraint, name: name)
  }

  public override func call(_ x: Symbol, _ scope: Scope) -> Symbol {
    x.normalized(over: axis, .deviation, epsilon: epsilon) { shape in
      let gamma =
        scale
        ? scope.parameter(
          "gamma", shape, gammaInitializer, regularizer: gammaRegularizer,
          constraint: gammaConstraint) : nil
      let beta =
        center
        ? scope.parameter(
          "beta", shape, betaInitializer, regularizer: betaRegularizer, constraint: betaConstraint)
        : nil
      return (gamma, beta)
    }
  }

  public override var supportsMasking: Bool { true }
}
