/// A rate that falls to another by a power of the time left.
///
///     rate(s) = (initial − end) · (1 − min(s, steps) / steps)^power + end
///     cycle: steps is multiplied until it reaches s, in place of the minimum
///     SGD(learningRate: .polynomialDecay(0.1, steps: 10, end: 0.01, power: 2))
///
/// - Precision: float32, as Keras computes it.
/// - Source: `keras.optimizers.schedules.PolynomialDecay`.
public struct PolynomialDecay: LearningRateSchedule {
  public var initial: Double
  public var steps: Int
  public var end: Double
  public var power: Double
  public var cycle: Bool

  public init(
    _ initial: Double, steps: Int, end: Double = 0.0001, power: Double = 1, cycle: Bool = false
  ) {
    self.initial = initial
    self.steps = steps
    self.end = end
    self.power = power
    self.cycle = cycle
  }

  public func rate(at step: Int) -> Double {
    var length = Float(steps)
    var now = Float(step)
    if cycle {
      length *= step == 0 ? 1 : (now / length).rounded(.up)
    } else {
      now = min(now, length)
    }
    let end = Float(end)
    let left = (1 - now / length).power(Float(power))
    return Double((Float(initial) - end) * left + end)
  }

  public func validate() throws(ModelError) {
    try check(decaySteps: steps)
    try check(["initial": initial, "end": end, "power": power])
  }
}

extension LearningRateSchedule where Self == PolynomialDecay {
  /// ``PolynomialDecay``.
  public static func polynomialDecay(
    _ initial: Double, steps: Int, end: Double = 0.0001, power: Double = 1, cycle: Bool = false
  ) -> Self {
    Self(initial, steps: steps, end: end, power: power, cycle: cycle)
  }
}
