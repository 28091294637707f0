import CKernels

/// Divides each gradient by the root of a running mean of its squares.
///
///     v = rho · v + (1 − rho) · g²;  w = w − learningRate · g / √(v + epsilon)
///     centered: v − (running mean of g)² in place of v
///     momentum: m = momentum · m + step;  w = w − m
///
/// - Source: `keras.optimizers.RMSprop`.
public struct RMSprop: Optimizer {
  public static let className = "RMSprop"
  public var learningRate: LearningRate
  public var rho: Double
  public var momentum: Double
  public var epsilon: Double
  public var centered: Bool
  public var options: OptimizerOptions

  public init(
    learningRate: some LearningRateSchedule = 0.001, rho: Double = 0.9, momentum: Double = 0,
    epsilon: Double = 1e-7, centered: Bool = false,
    weightDecay: Double? = nil, clipNorm: Double? = nil, clipValue: Double? = nil,
    globalClipNorm: Double? = nil, useEMA: Bool = false, emaMomentum: Double = 0.99,
    emaOverwriteFrequency: Int? = nil, lossScaleFactor: Double? = nil,
    gradientAccumulationSteps: Int? = nil
  ) {
    self.learningRate = LearningRate(learningRate)
    self.rho = rho
    self.momentum = momentum
    self.epsilon = epsilon
    self.centered = centered
    options = OptimizerOptions(
      weightDecay: weightDecay, clipNorm: clipNorm, clipValue: clipValue,
      globalClipNorm: globalClipNorm, useEMA: useEMA, emaMomentum: emaMomentum,
      emaOverwriteFrequency: emaOverwriteFrequency,
      lossScaleFactor: lossScaleFactor,
      gradientAccumulationSteps: gradientAccumulationSteps)
  }

  public var slotGroups: [[String]] {
    [["velocity"]] + (momentum > 0 ? [["momentum"]] : [])
      + (centered ? [["average_gradient"]] : [])
  }

  public func validate() throws(ModelError) {
    try checkCommon()
    try check("rho", rho, in: 0..<1, or: 1)
    try check("momentum", momentum, in: 0..<1, or: 1)
    try check("epsilon", epsilon, in: 0..<Double.infinity)
  }

  public func update(_ buffers: OptimizerBuffers) -> OptimizerCall {
    OptimizerCall(
      assay_rmsprop, buffers,
      slots: [
        buffers.slots[0], centered ? buffers.slots.last : nil,
        momentum > 0 ? buffers.slots[1] : nil,
      ], settings: [rho, epsilon, momentum])
  }
}
