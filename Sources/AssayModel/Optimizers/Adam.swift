import CKernels

/// Adaptive moments: steps by the running mean of the gradient over the root of that of its square.
///
///     m = m + (1 − beta1) · (g − m);  v = v + (1 − beta2) · (g² − v)
///     w = w − learningRate · √(1 − beta2ᵗ) / (1 − beta1ᵗ) · m / (√v + epsilon)
///     amsgrad: the largest v so far in place of v
///
/// - Source: `keras.optimizers.Adam`.
public struct Adam: Optimizer {
  public static let className = "Adam"
  public var learningRate: LearningRate
  public var beta1: Double
  public var beta2: Double
  public var epsilon: Double
  public var amsgrad: Bool
  public var options: OptimizerOptions

  public init(
    learningRate: some LearningRateSchedule = 0.001, beta1: Double = 0.9, beta2: Double = 0.999,
    epsilon: Double = 1e-7, amsgrad: Bool = false,
    weightDecay: Double? = nil, clipNorm: Double? = nil, clipValue: Double? = nil,
    globalClipNorm: Double? = nil, useEMA: Bool = false, emaMomentum: Double = 0.99,
    emaOverwriteFrequency: Int? = nil, lossScaleFactor: Double? = nil,
    gradientAccumulationSteps: Int? = nil
  ) {
    self.learningRate = LearningRate(learningRate)
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    self.amsgrad = amsgrad
    options = OptimizerOptions(
      weightDecay: weightDecay, clipNorm: clipNorm, clipValue: clipValue,
      globalClipNorm: globalClipNorm, useEMA: useEMA, emaMomentum: emaMomentum,
      emaOverwriteFrequency: emaOverwriteFrequency,
      lossScaleFactor: lossScaleFactor,
      gradientAccumulationSteps: gradientAccumulationSteps)
  }

  public var slotGroups: [[String]] {
    [["momentum", "velocity"]] + (amsgrad ? [["velocity_hat"]] : [])
  }

  public func validate() throws(ModelError) {
    try checkCommon()
    try check("beta1", beta1, in: 0..<1)
    try check("beta2", beta2, in: 0..<1)
    try check("epsilon", epsilon, in: 0..<Double.infinity)
  }

  public func prepare(_ step: OptimizerStep) {
    step.numbers[0] = Float(
      step.learningRate * step.rest(of: beta2).squareRoot() / step.rest(of: beta1))
  }

  public func update(_ buffers: OptimizerBuffers) -> OptimizerCall {
    OptimizerCall(
      assay_adam, buffers,
      slots: [buffers.slots[0], buffers.slots[1], amsgrad ? buffers.slots[2] : nil],
      settings: [1 - beta1, 1 - beta2, epsilon])
  }
}
