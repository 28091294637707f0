import CKernels

/// Steps by the root of a running mean of its own squared steps over that of the squared gradients.
///
///     E = rho · E + (1 − rho) · g²;  d = −√(D + epsilon) / √(E + epsilon) · g
///     D = rho · D + (1 − rho) · d²;  w = w + learningRate · d
///
/// - Source: `keras.optimizers.Adadelta`.
public struct Adadelta: Optimizer {
  public static let className = "Adadelta"
  public var learningRate: LearningRate
  public var rho: Double
  public var epsilon: Double
  public var options: OptimizerOptions

  public init(
    learningRate: some LearningRateSchedule = 0.001, rho: Double = 0.95, epsilon: Double = 1e-7,
    weightDecay: Double? = nil, clipNorm: Double? = nil, clipValue: Double? = nil,
    globalClipNorm: Double? = nil, useEMA: Bool = false, emaMomentum: Double = 0.99,
    emaOverwriteFrequency: Int? = nil, lossScaleFactor: Double? = nil,
    gradientAccumulationSteps: Int? = nil
  ) {
    self.learningRate = LearningRate(learningRate)
    self.rho = rho
    self.epsilon = epsilon
    options = OptimizerOptions(
      weightDecay: weightDecay, clipNorm: clipNorm, clipValue: clipValue,
      globalClipNorm: globalClipNorm, useEMA: useEMA, emaMomentum: emaMomentum,
      emaOverwriteFrequency: emaOverwriteFrequency,
      lossScaleFactor: lossScaleFactor,
      gradientAccumulationSteps: gradientAccumulationSteps)
  }

  public var slotGroups: [[String]] { [["accumulated_grad", "accumulated_delta_var"]] }

  public func validate() throws(ModelError) {
    try checkCommon()
    try check("rho", rho, in: 0..<1, or: 1)
    try check("epsilon", epsilon, in: 0..<Double.infinity)
  }

  public func update(_ buffers: OptimizerBuffers) -> OptimizerCall {
    OptimizerCall(
      assay_adadelta, buffers, slots: [buffers.slots[0], buffers.slots[1]],
      settings: [rho, epsilon])
  }
}
