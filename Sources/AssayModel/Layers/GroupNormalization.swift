import AssayCore

/// Each group of channels of a sample with mean 0 and variance 1, then scaled and shifted by what is
/// learned.
///
///     y = (x − mean) / √(variance + epsilon) · gamma + beta
///
/// - Input: `[batch, …]` with a channel axis. Output: the same.
/// - Parameters: `gamma [channels]`, ones; `beta [channels]`, zeros.
/// - Source: `keras.layers.GroupNormalization`.
public final class GroupNormalization: Layer {
  /// The number of groups, which divides that of the channels; −1 is a group for each channel.
  public let groups: Int
  /// The axis of the channels, counted from the end when negative.
  public let axis: Int
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
    groups: Int = 32, axis: Int = -1, epsilon: Float = 1e-3, center: Bool = true,
    scale: Bool = true, betaInitializer: Initializer = .zeros,
    gammaInitializer: Initializer = .ones, betaRegularizer: Regularizer? = nil,
    gammaRegularizer: Regularizer? = nil, betaConstraint: Constraint? = nil,
    gammaConstraint: Constraint? = nil, name: String? = nil
  ) {
    self.groups = groups
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

  public override func call(_ x: Symbol, _ scope: Scope) -> Symbol {
    guard groups > 0 || groups == -1 else {
      return Symbol(
        failure: .argument(
          where: "", found: "groups is \(groups)",
          wanted: "1 or more, or -1 for a group of each channel"))
    }
    guard let axis = x.shape.axis(axis), axis > 0 else { return x.missing(axis) }
    let channels = x.shape[axis]
    let groups = groups == -1 ? channels : groups
    guard channels > 0, channels % groups == 0 else {
      return Symbol(
        failure: .shape(
          where: "", got: "\(x.shape) with \(channels) channels along axis \(axis)",
          wanted: "a number of channels that \(groups) groups divide evenly"))
    }
    let gamma =
      scale
      ? scope.parameter(
        "gamma", [channels], gammaInitializer, regularizer: gammaRegularizer,
        constraint: gammaConstraint) : nil
    let beta =
      center
      ? scope.parameter(
        "beta", [channels], betaInitializer, regularizer: betaRegularizer,
        constraint: betaConstraint) : nil
    let form = NormalizationForm(
      kind: .deviation, epsilon: epsilon, leading: 1, channelAxis: axis, groups: groups)
    return x.normalized(form, gamma: gamma, beta: beta)
  }

  public override var supportsMasking: Bool { true }
}
