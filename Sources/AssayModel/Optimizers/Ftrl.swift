import CKernels

/// Follow the regularised leader: weights from all gradients so far, with L1 that makes them 0.
///
///     n' = n + g², from initialAccumulatorValue;  p = −learningRatePower
///     z = z + g + 2 · l2Shrinkage · w − (n'ᵖ − nᵖ) / learningRate · w
///     w = (clip(z, ±l1) − z) / (n'ᵖ / learningRate + 2 · l2 + beta / learningRate)
///
/// The weights before the first step are forgotten. A rate of 0 makes NaN.
/// - Source: `keras.optimizers.Ftrl`.
public struct Ftrl: Optimizer {
  public static let className = "Ftrl"
  public var learningRate: LearningRate
  public var learningRatePower: Double
  public var initialAccumulatorValue: Double
  public var l1: Double
  public var l2: Double
  public var l2Shrinkage: Double
  public var beta: Double
  public var options: OptimizerOptions

  public init(
    learningRate: some LearningRateSchedule = 0.001, learningRatePower: Double = -0.5,
    initialAccumulatorValue: Double = 0.1, l1: Double = 0, l2: Double = 0, l2Shrinkage: Double = 0,
    beta: Double = 0,
    weightDecay: Double? = nil, clipNorm: Double? = nil, clipValue: Double? = nil,
    globalClipNorm: Double? = nil, useEMA: Bool = false, emaMomentum: Double = 0.99,
    emaOverwriteFrequency: Int? = nil, lossScaleFactor: Double? = nil,
    gradientAccumulationSteps: Int? = nil
  ) {
    self.learningRate = LearningRate(learningRate)
    self.learningRatePower = learningRatePower
    self.initialAccumulatorValue = initialAccumulatorValue
    self.l1 = l1
    self.l2 = l2
    self.l2Shrinkage = l2Shrinkage
    self.beta = beta
    options = OptimizerOptions(
      weightDecay: weightDecay, clipNorm: clipNorm, clipValue: clipValue,
      globalClipNorm: globalClipNorm, useEMA: useEMA, emaMomentum: emaMomentum,
      emaOverwriteFrequency: emaOverwriteFrequency,
      lossScaleFactor: lossScaleFactor,
      gradientAccumulationSteps: gradientAccumulationSteps)
  }

  public var slotGroups: [[String]] { [["accumulator", "linear"]] }
  public func start(of slot: String) -> SlotStart {
    .constant(slot == "accumulator" ? initialAccumulatorValue : 0)
  }

  public func validate() throws(ModelError) {
    try checkCommon()
    guard learningRatePower <= 0, learningRatePower.isFinite else {
      throw .argument(
        where: "Ftrl", found: "learningRatePower is \(learningRatePower)",
        wanted: "a finite number of 0.0 or less")
    }
    try check("initialAccumulatorValue", initialAccumulatorValue, in: 0..<Double.infinity)
    try check("l1", l1, in: 0..<Double.infinity)
    try check("l2", l2, in: 0..<Double.infinity)
    try check("l2Shrinkage", l2Shrinkage, in: 0..<Double.infinity)
    try check("beta", beta, in: 0..<Double.infinity)
  }

  public func prepare(_ step: OptimizerStep) {
    let rate = Float(step.learningRate)
    step.numbers[0] = rate
    step.numbers[2] = 2 * (Float(l2) + Float(beta) / (2 * rate))
  }

  public func update(_ buffers: OptimizerBuffers) -> OptimizerCall {
    OptimizerCall(
      assay_ftrl, buffers, slots: [buffers.slots[0], buffers.slots[1]],
      settings: [-learningRatePower, l1, 2 * l2Shrinkage])
  }
}
