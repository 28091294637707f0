import AssayCore

/// A rate that falls along half a cosine again and again, over ever longer periods.
///
///     period i has firstSteps · tMul^i steps and starts at initial · mMul^i
///     rate = initial · ((1 − alpha) · mMul^i · (1 + cos(π · share of the period)) / 2 + alpha)
///     SGD(learningRate: .cosineDecayRestarts(0.1, firstSteps: 100))
///
/// - Precision: float32, as Keras computes it.
/// - Source: `keras.optimizers.schedules.CosineDecayRestarts`.
public struct CosineDecayRestarts: LearningRateSchedule {
  public var initial: Double
  public var firstSteps: Int
  public var tMul: Double
  public var mMul: Double
  public var alpha: Double

  public init(
    _ initial: Double, firstSteps: Int, tMul: Double = 2, mMul: Double = 1, alpha: Double = 0
  ) {
    self.initial = initial
    self.firstSteps = firstSteps
    self.tMul = tMul
    self.mMul = mMul
    self.alpha = alpha
  }

  public func rate(at step: Int) -> Double {
    var share = Float(step) / Float(firstSteps)
    let longer = Float(tMul)
    let restarts: Float
    if longer == 1 {
      restarts = share.rounded(.down)
      share -= restarts
    } else {
      restarts = ((1 - share * (1 - longer)).logarithm / longer.logarithm).rounded(.down)
      let factor = longer.power(restarts)
      share = (share - (1 - factor) / (1 - longer)) / factor
    }
    let cosine = 0.5 * Float(mMul).power(restarts) * (1 + (Float.pi * share).cosine)
    let alpha = Float(alpha)
    return Double(Float(initial) * ((1 - alpha) * cosine + alpha))
  }

  public func validate() throws(ModelError) {
    guard firstSteps > 0 else {
      throw .argument(
        where: "CosineDecayRestarts", found: "firstSteps is \(firstSteps)",
        wanted: "a number of 1 or more")
    }
    try check(["initial": initial, "tMul": tMul, "mMul": mMul, "alpha": alpha])
    guard tMul >= 1 else {
      throw .argument(
        where: "CosineDecayRestarts", found: "tMul is \(tMul)", wanted: "a number of 1 or more")
    }
  }
}

extension LearningRateSchedule where Self == CosineDecayRestarts {
  /// ``CosineDecayRestarts``.
  public static func cosineDecayRestarts(
    _ initial: Double, firstSteps: Int, tMul: Double = 2, mMul: Double = 1, alpha: Double = 0
  ) -> Self {
    Self(initial, firstSteps: firstSteps, tMul: tMul, mMul: mMul, alpha: alpha)
  }
}

extension Float {
  /// The logarithm in float32, by way of double.
  var logarithm: Float { Float(Double.log(Double(self))) }
}
