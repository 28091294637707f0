/// A rate that falls as one over time.
///
///     rate(s) = initial / (1 + rate · s / steps); staircase: with whole quotients
///     SGD(learningRate: .inverseTimeDecay(0.1, steps: 10, rate: 0.5))
///
/// - Precision: float32, as Keras computes it.
/// - Source: `keras.optimizers.schedules.InverseTimeDecay`.
public struct InverseTimeDecay: LearningRateSchedule {
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
    return Double(Float(initial) / (1 + Float(rate) * quotient))
  }

  public func validate() throws(ModelError) {
    try check(decaySteps: steps)
    try check(["initial": initial, "rate": rate])
  }
}

extension LearningRateSchedule where Self == InverseTimeDecay {
  /// ``InverseTimeDecay``.
  public static func inverseTimeDecay(
    _ initial: Double, steps: Int, rate: Double, staircase: Bool = false
  ) -> Self {
    Self(initial, steps: steps, rate: rate, staircase: staircase)
  }
}
