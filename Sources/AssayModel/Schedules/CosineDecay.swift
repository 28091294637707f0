import AssayCore

/// A rate that falls along half a cosine, after a straight rise if asked for.
///
///     rate(s) = initial · ((1 − alpha) · (1 + cos(π · min(s, steps) / steps)) / 2 + alpha)
///     warm-up: from initial to warmupTarget in warmupSteps, then the above from warmupTarget
///     Adam(learningRate: .cosineDecay(0, steps: 900, warmupTarget: 0.1, warmupSteps: 100))
///
/// - Precision: float32, as Keras computes it.
/// - Source: `keras.optimizers.schedules.CosineDecay`.
public struct CosineDecay: LearningRateSchedule {
  public var initial: Double
  public var steps: Int
  /// The share of the rate that stays.
  public var alpha: Double
  public var warmupTarget: Double?
  public var warmupSteps: Int

  public init(
    _ initial: Double, steps: Int, alpha: Double = 0, warmupTarget: Double? = nil,
    warmupSteps: Int = 0
  ) {
    self.initial = initial
    self.steps = steps
    self.alpha = alpha
    self.warmupTarget = warmupTarget
    self.warmupSteps = warmupSteps
  }

  public func rate(at step: Int) -> Double {
    guard let warmupTarget else {
      return Double(Float(initial) * decayed(after: min(step, steps)))
    }
    if step < warmupSteps {
      let initial = Float(initial)
      let share = Float(step) / Float(warmupSteps)
      return Double((Float(warmupTarget) - initial) * share + initial)
    }
    return Double(
      Float(warmupTarget) * decayed(after: min(step, steps + warmupSteps) - warmupSteps))
  }

  private func decayed(after step: Int) -> Float {
    let cosine = (Float.pi * (Float(step) / Float(steps))).cosine
    return Float(1 - alpha) * (0.5 * (1 + cosine)) + Float(alpha)
  }

  public func validate() throws(ModelError) {
    try check(decaySteps: steps)
    try check(["initial": initial, "alpha": alpha, "warmupTarget": warmupTarget ?? 0])
    guard warmupSteps >= 0 else {
      throw .argument(
        where: "CosineDecay", found: "warmupSteps is \(warmupSteps)",
        wanted: "a number of 0 or more")
    }
  }
}

extension LearningRateSchedule where Self == CosineDecay {
  /// ``CosineDecay``.
  public static func cosineDecay(
    _ initial: Double, steps: Int, alpha: Double = 0, warmupTarget: Double? = nil,
    warmupSteps: Int = 0
  ) -> Self {
    Self(
      initial, steps: steps, alpha: alpha, warmupTarget: warmupTarget, warmupSteps: warmupSteps)
  }
}

extension Float {
  /// The cosine in float32, by way of double.
  var cosine: Float { Float(Double.cos(Double(self))) }
}
