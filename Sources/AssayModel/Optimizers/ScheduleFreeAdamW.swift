import CKernels

/// ``Adam`` at a mean of its own path, which needs no falling rate.
///
///     v as Adam's;  z' = z − rate · g / (√(v / (1 − beta2ᵗ)) + epsilon), from the weights
///     x = (w − (1 − beta1) · z) / beta1;  x' = x + (z' − x) / t;  w = (1 − beta1) · z' + beta1 · x'
///     rate: learningRate · min(t / warmupSteps, 1)
///
/// - Source: `keras.optimizers.ScheduleFreeAdamW`.
public struct ScheduleFreeAdamW: Optimizer {
  public static let className = "ScheduleFreeAdamW"
  public var learningRate: LearningRate
  public var beta1: Double
  public var beta2: Double
  public var epsilon: Double
  public var warmupSteps: Int
  public var options: OptimizerOptions

  public init(
    learningRate: some LearningRateSchedule = 0.0025, beta1: Double = 0.9, beta2: Double = 0.999,
    epsilon: Double = 1e-8, warmupSteps: Int = 0,
    weightDecay: Double? = nil, clipNorm: Double? = nil, clipValue: Double? = nil,
    globalClipNorm: Double? = nil, useEMA: Bool = false, emaMomentum: Double = 0.99,
    emaOverwriteFrequency: Int? = nil, lossScaleFactor: Double? = nil,
    gradientAccumulationSteps: Int? = nil
  ) {
    self.learningRate = LearningRate(learningRate)
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    self.warmupSteps = warmupSteps
    options = OptimizerOptions(
      weightDecay: weightDecay, clipNorm: clipNorm, clipValue: clipValue,
      globalClipNorm: globalClipNorm, useEMA: useEMA, emaMomentum: emaMomentum,
      emaOverwriteFrequency: emaOverwriteFrequency,
      lossScaleFactor: lossScaleFactor,
      gradientAccumulationSteps: gradientAccumulationSteps)
  }

  public var slotGroups: [[String]] { [["momentum", "velocity"]] }
  public func start(of slot: String) -> SlotStart {
    slot == "momentum" ? .weights : .constant(0)
  }

  public func validate() throws(ModelError) {
    try checkCommon()
    guard beta1 > 0, beta1 <= 1 else {
      throw .argument(
        where: "ScheduleFreeAdamW", found: "beta1 is \(beta1)",
        wanted: "a number greater than 0 and at most 1")
    }
    try check("beta2", beta2, in: 0..<1)
    try check("epsilon", epsilon, in: 0..<Double.infinity)
    try check("warmupSteps", Double(warmupSteps), in: 0..<Double.infinity)
  }

  public func prepare(_ step: OptimizerStep) {
    let warm = warmupSteps > 0 ? min(Float(step.count) / Float(warmupSteps), 1) : 1
    step.numbers[0] = Float(step.learningRate) * warm
    step.numbers[2] = 1 / Float(step.count)
    step.numbers[3] = Float(step.rest(of: beta2))
  }

  public func update(_ buffers: OptimizerBuffers) -> OptimizerCall {
    OptimizerCall(
      assay_schedule_free, buffers, slots: [buffers.slots[0], buffers.slots[1]],
      settings: [beta1, Double(1 - Float(beta2)), epsilon])
  }
}
