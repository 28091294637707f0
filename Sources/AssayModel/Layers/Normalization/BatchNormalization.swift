import AssayCore

/// Gives every channel mean 0 and variance 1, then a scale and an offset that are learned.
///
/// In training by the moments of the batch, over all axes but `axis`; the moving ones follow them:
/// `moving · momentum + batch · (1 − momentum)`, with the variance of all elements (not one fewer). In
/// inference, and while the layer is frozen, by the moving ones, which then stay.
///
///     BatchNormalization(momentum: 0.9)
///
/// - Input: any shape of two axes or more. Output: the same. Steps that are masked do not count.
/// - Parameters: `gamma`, ones; `beta`, zeros; `moving_mean`, zeros, and `moving_variance`, ones, which are
///   not trainable: `[channels]` each.
/// - Source: `keras.layers.BatchNormalization` of Keras 3, without `renorm`; one machine, so that
///   `synchronized` changes nothing.
public final class BatchNormalization: Layer {
  /// The axis of the channels, counted from the end when negative.
  public let axis: Int
  public let momentum: Float
  public let epsilon: Float
  public let center: Bool
  public let scale: Bool
  public let betaInitializer: Initializer
  public let gammaInitializer: Initializer
  public let movingMeanInitializer: Initializer
  public let movingVarianceInitializer: Initializer
  public let betaRegularizer: Regularizer?
  public let gammaRegularizer: Regularizer?
  public let betaConstraint: Constraint?
  public let gammaConstraint: Constraint?

  public init(
    axis: Int = -1, momentum: Float = 0.99, epsilon: Float = 1e-3, center: Bool = true,
    scale: Bool = true, betaInitializer: Initializer = .zeros,
    gammaInitializer: Initializer = .ones, movingMeanInitializer: Initializer = .zeros,
    movingVarianceInitializer: Initializer = .ones, betaRegularizer: Regularizer? = nil,
    gammaRegularizer: Regularizer? = nil, betaConstraint: Constraint? = nil,
    gammaConstraint: Constraint? = nil, name: String? = nil
  ) {
    self.axis = axis
    self.momentum = momentum
    self.epsilon = epsilon
    self.center = center
    self.scale = scale
    self.betaInitializer = betaInitializer
    self.gammaInitializer = gammaInitializer
    self.movingMeanInitializer = movingMeanInitializer
    self.movingVarianceInitializer = movingVarianceInitializer
    self.betaRegularizer = betaRegularizer
    self.gammaRegularizer = gammaRegularizer
    self.betaConstraint = betaConstraint
    self.gammaConstraint = gammaConstraint
    super.init(name: name)
  }

  public override var supportsMasking: Bool { true }

  public override func call(_ x: Symbol, _ scope: Scope) -> Symbol {
    guard momentum >= 0, momentum <= 1, epsilon > 0 else {
      return Symbol(
        failure: .argument(
          where: "", found: "momentum \(momentum), epsilon \(epsilon)",
          wanted: "a momentum in 0...1 and an epsilon above 0"))
    }
    let axis = x.shape.axis(axis) ?? 0
    let x = x.require(axis > 0, "an axis of channels \(self.axis) behind the batch")
    guard x.error == nil else { return x }
    let channels: Shape = [x.shape[axis]]
    let gamma =
      scale
      ? scope.parameter(
        "gamma", channels, gammaInitializer, regularizer: gammaRegularizer,
        constraint: gammaConstraint)
      : .constant(1, shape: channels)
    let beta =
      center
      ? scope.parameter(
        "beta", channels, betaInitializer, regularizer: betaRegularizer,
        constraint: betaConstraint)
      : .constant(0, shape: channels)
    let mean = scope.parameter(
      "moving_mean", channels, movingMeanInitializer, trainable: false)
    let variance = scope.parameter(
      "moving_variance", channels, movingVarianceInitializer, trainable: false)
    for symbol in [gamma, beta, mean, variance] where symbol.error != nil { return symbol }

    let last = x.movedToLast(axis: axis)
    let op = BatchNormalise(epsilon: epsilon)
    let made = scope.inTraining(
      training(last, x.mask, gamma, beta, mean, variance, op, scope),
      otherwise: .apply(op, last, mean, variance, gamma, beta), whileTrainable: true)
    return made.movedFromLast(to: axis)
  }

  private func training(
    _ x: Symbol, _ mask: Symbol?, _ gamma: Symbol, _ beta: Symbol, _ mean: Symbol,
    _ variance: Symbol, _ op: BatchNormalise, _ scope: Scope
  ) -> Symbol {
    if let mask {
      let moments = maskedMoments(x, mask)
      scope.average(mean, with: moments.mean, momentum: momentum)
      scope.average(variance, with: moments.variance, momentum: momentum)
      return (x - moments.mean) / (moments.variance + epsilon).squareRoot() * gamma + beta
    }
    let moments = Symbol.apply(BatchMoments(), x)
    scope.average(mean, with: moments.row(0), momentum: momentum)
    scope.average(variance, with: moments.row(1), momentum: momentum)
    return .apply(op, x, moments, gamma, beta)
  }

  /// As Keras: the number of steps that count has a small number added.
  private func maskedMoments(_ x: Symbol, _ mask: Symbol) -> (mean: Symbol, variance: Symbol) {
    guard mask.shape.count == x.shape.count - 1 else {
      let failed = Symbol(
        failure: .shape(
          where: "", got: "a mask \(mask.shape) for \(x.shape)",
          wanted: "a mask of all axes but the last"))
      return (failed, failed)
    }
    let channels = x.shape.lastSize
    let weights = mask.reshaped(Shape(mask.shape + [1])).broadcast(to: x.shape)
    func total(_ x: Symbol) -> Symbol { x.sum(to: [channels]) }
    let count = total(weights) + 1e-7
    let mean = total(x * weights) / count
    let difference = (x - mean) * weights
    return (mean, total(difference.square()) / count)
  }
}

extension Symbol {
  /// The last axis moved back to `axis`.
  func movedFromLast(to axis: Int) -> Symbol {
    guard error == nil, axis != shape.count - 1 else { return self }
    return .apply(MoveAxis(axis: axis, isToLast: false), self)
  }
}
