import CKernels

/// ``Adam`` with Nesterov's momentum on a schedule.
///
///     μₜ = beta1 · (1 − 0.96ᵗ / 2);  U = μ₁ · … · μₜ;  m, v as Adam's
///     m̂ = μₜ₊₁ · m / (1 − U · μₜ₊₁) + (1 − μₜ) · g / (1 − U);  v̂ = v / (1 − beta2ᵗ)
///     w = w − learningRate · m̂ / (√v̂ + epsilon)
///
/// - Source: `keras.optimizers.Nadam`.
public struct Nadam: Optimizer {
  public static let className = "Nadam"
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

  public var slotGroups: [[String]] { [["momentum", "velocity"]] }
  public var scalarNames: [String] { ["u_product"] }

  public func validate() throws(ModelError) {
    try checkCommon()
    try check("beta1", beta1, in: 0..<1)
    try check("beta2", beta2, in: 0..<1)
    try check("epsilon", epsilon, in: 0..<Double.infinity)
  }

  public func prepare(_ step: OptimizerStep) {
    let now = momentum(at: step.count)
    let next = momentum(at: step.count + 1)
    step.scalars[0] *= now
    let product = step.scalars[0]
    step.numbers[0] = Float(step.learningRate)
    step.numbers[2] = next / (1 - product * next)
    step.numbers[3] = (1 - now) / (1 - product)
    step.numbers[4] = Float(step.rest(of: beta2))
  }

  private func momentum(at step: Int) -> Float {
    Float(beta1) * (1 - 0.5 * Float(0.96).power(Float(step)))
  }

  public func update(_ buffers: OptimizerBuffers) -> OptimizerCall {
    OptimizerCall(
      assay_nadam, buffers, slots: [buffers.slots[0], buffers.slots[1]],
      settings: [Double(1 - Float(beta1)), Double(1 - Float(beta2)), epsilon])
  }
}
