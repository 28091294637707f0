import CKernels

/// Gradient descent, with momentum or Nesterov's.
///
///     v = momentum · v − learningRate · g;  w = w + v
///     nesterov: w = w + momentum · v − learningRate · g
///
/// - Source: `keras.optimizers.SGD`.
public struct SGD: Optimizer {
  public static let className = "SGD"
  public var learningRate: LearningRate
  public var momentum: Double
  public var nesterov: Bool
  public var options: OptimizerOptions

  public init(
    learningRate: some LearningRateSchedule = 0.01, momentum: Double = 0, nesterov: Bool = false,
    weightDecay: Double? = nil, clipNorm: Double? = nil, clipValue: Double? = nil,
    globalClipNorm: Double? = nil, useEMA: Bool = false, emaMomentum: Double = 0.99,
    emaOverwriteFrequency: Int? = nil, lossScaleFactor: Double? = nil,
    gradientAccumulationSteps: Int? = nil
  ) {
    self.learningRate = LearningRate(learningRate)
    self.momentum = momentum
    self.nesterov = nesterov
    options = OptimizerOptions(
      weightDecay: weightDecay, clipNorm: clipNorm, clipValue: clipValue,
      globalClipNorm: globalClipNorm, useEMA: useEMA, emaMomentum: emaMomentum,
      emaOverwriteFrequency: emaOverwriteFrequency,
      lossScaleFactor: lossScaleFactor,
      gradientAccumulationSteps: gradientAccumulationSteps)
  }

  public var slotGroups: [[String]] { momentum == 0 ? [] : [["momentum"]] }

  public func validate() throws(ModelError) {
    try checkCommon()
    try check("momentum", momentum, in: 0..<1, or: 1)
  }

  public func update(_ buffers: OptimizerBuffers) -> OptimizerCall {
    OptimizerCall(
      assay_sgd, buffers, slots: [buffers.slots.first], sizes: [nesterov ? 1 : 0],
      settings: [momentum])
  }
}
