import AssayCore

/// A rate that falls by the same factor every so many steps.
///
///     rate(s) = initial · rate^(s / steps); staircase: with whole quotients
///     Adam(learningRate: .exponentialDecay(0.1, steps: 10, rate: 0.5))
///
/// - Precision: float32, as Keras computes it.
/// - Source: `keras.optimizers.schedules.ExponentialDecay`.
public struct ExponentialDecay: LearningRateSchedule {
  public var initial: Double
  public var steps: Int
  public var rate: Double
  public var staircase: Bool

  public init(_ initial: Double, steps: Int, rate: Double, staircase: Bool = false) {
    self.initial = initial
    self.steps = steps
    self.rate = rate
    self.staircase = staircase
  }

  public func rate(at step: Int) -> Double {
    var quotient = Float(step) / Float(steps)
    if staircase { quotient.round(.down) }
    return Double(Float(initial) * Float(rate).power(quotient))
  }

  public func validate() throws(ModelError) {
    try check(decaySteps: steps)
    try check(["initial": initial, "rate": rate])
  }
}

extension LearningRateSchedule where Self == ExponentialDecay {
  /// ``ExponentialDecay``.
  public static func exponentialDecay(
    _ initial: Double, steps: Int, rate: Double, staircase: Bool = false
  ) -> Self {
    Self(initial, steps: steps, rate: rate, staircase: staircase)
  }
}

extension Float {
  /// The power in float32, by way of double.
  func power(_ exponent: Float) -> Float { Float(Double.pow(Double(self), Double(exponent))) }
}
