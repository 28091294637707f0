import CKernels

/// Steps of one size, in the direction of the sign of a mean of gradients.
///
///     w = w − learningRate · sign(beta1 · m + (1 − beta1) · g);  m = beta2 · m + (1 − beta2) · g
///
/// - Source: `keras.optimizers.Lion`.
public struct Lion: Optimizer {
  public static let className = "Lion"
  public var learningRate: LearningRate
  public var beta1: Double
  public var beta2: Double
  public var options: OptimizerOptions

  public init(
    learningRate: some LearningRateSchedule = 0.001, beta1: Double = 0.9, beta2: Double = 0.99,
    weightDecay: Double? = nil, clipNorm: Double? = nil, clipValue: Double? = nil,
    globalClipNorm: Double? = nil, useEMA: Bool = false, emaMomentum: Double = 0.99,
    emaOverwriteFrequency: Int? = nil, lossScaleFactor: Double? = nil,
    gradientAccumulationSteps: Int? = nil
  ) {
    self.learningRate = LearningRate(learningRate)
    self.beta1 = beta1
    self.beta2 = beta2
    options = OptimizerOptions(
      weightDecay: weightDecay, clipNorm: clipNorm, clipValue: clipValue,
      globalClipNorm: globalClipNorm, useEMA: useEMA, emaMomentum: emaMomentum,
      emaOverwriteFrequency: emaOverwriteFrequency,
      lossScaleFactor: lossScaleFactor,
      gradientAccumulationSteps: gradientAccumulationSteps)
  }

  public var slotGroups: [[String]] { [["momentum"]] }

  public func validate() throws(ModelError) {
    try checkCommon()
    // Keras takes 0 < beta1 <= 1; 0 is sign descent.
    try check("beta1", beta1, in: 0..<1, or: 1)
    try check("beta2", beta2, in: 0..<1, or: 1)
  }

  public func update(_ buffers: OptimizerBuffers) -> OptimizerCall {
    OptimizerCall(assay_lion, buffers, slots: [buffers.slots[0]], settings: [beta1, beta2])
  }
}
