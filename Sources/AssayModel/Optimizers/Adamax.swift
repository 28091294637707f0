import CKernels

/// ``Adam`` by the largest gradient of late in place of the root of the mean square.
///
///     m = m + (1 − beta1) · (g − m);  u = max(beta2 · u, |g|)
///     w = w − learningRate · m / ((1 − beta1ᵗ) · (u + epsilon))
///
/// - Source: `keras.optimizers.Adamax`.
public struct Adamax: Optimizer {
  public static let className = "Adamax"
  public var learningRate: LearningRate
  public var beta1: Double
  public var beta2: Double
  public var epsilon: Double
  public var options: OptimizerOptions

  public init(
    learningRate: some LearningRateSchedule = 0.001, beta1: Double = 0.9, beta2: Double = 0.999,
    epsilon: Double = 1e-7,
    weightDecay: Double? = nil, clipNorm: Double? = nil, clipValue: Double? = nil,
    globalClipNorm: Double? = nil, useEMA: Bool = false, emaMomentum: Double = 0.99,
    emaOverwriteFrequency: Int? = nil, lossScaleFactor: Double? = nil,
    gradientAccumulationSteps: Int? = nil
  ) {
    self.learningRate = LearningRate(learningRate)
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    options = OptimizerOptions(
      weightDecay: weightDecay, clipNorm: clipNorm, clipValue: clipValue,
      globalClipNorm: globalClipNorm, useEMA: useEMA, emaMomentum: emaMomentum,
      emaOverwriteFrequency: emaOverwriteFrequency,
      lossScaleFactor: lossScaleFactor,
      gradientAccumulationSteps: gradientAccumulationSteps)
  }

  public var slotGroups: [[String]] { [["momentum", "norm"]] }

  public func validate() throws(ModelError) {
    try checkCommon()
    try check("beta1", beta1, in: 0..<1)
    try check("beta2", beta2, in: 0..<1)
    try check("epsilon", epsilon, in: 0..<Double.infinity)
  }

  public func prepare(_ step: OptimizerStep) {
    step.numbers[0] = Float(step.learningRate)
    step.numbers[2] = Float(step.rest(of: beta1))
  }

  public func update(_ buffers: OptimizerBuffers) -> OptimizerCall {
    OptimizerCall(
      assay_adamax, buffers, slots: [buffers.slots[0], buffers.slots[1]],
      settings: [1 - beta1, beta2, epsilon])
  }
}
