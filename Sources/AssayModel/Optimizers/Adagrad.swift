import CKernels

/// Divides each gradient by the root of the sum of its squares so far.
///
///     G = G + g², from initialAccumulatorValue;  w = w − learningRate · g / √(G + epsilon)
///
/// - Source: `keras.optimizers.Adagrad`.
public struct Adagrad: Optimizer {
  public static let className = "Adagrad"
  public var learningRate: LearningRate
  public var initialAccumulatorValue: Double
  public var epsilon: Double
  public var options: OptimizerOptions

  public init(
    learningRate: some LearningRateSchedule = 0.001, initialAccumulatorValue: Double = 0.1,
    epsilon: Double = 1e-7,
    weightDecay: Double? = nil, clipNorm: Double? = nil, clipValue: Double? = nil,
    globalClipNorm: Double? = nil, useEMA: Bool = false, emaMomentum: Double = 0.99,
    emaOverwriteFrequency: Int? = nil, lossScaleFactor: Double? = nil,
    gradientAccumulationSteps: Int? = nil
  ) {
    self.learningRate = LearningRate(learningRate)
    self.initialAccumulatorValue = initialAccumulatorValue
    self.epsilon = epsilon
    options = OptimizerOptions(
      weightDecay: weightDecay, clipNorm: clipNorm, clipValue: clipValue,
      globalClipNorm: globalClipNorm, useEMA: useEMA, emaMomentum: emaMomentum,
      emaOverwriteFrequency: emaOverwriteFrequency,
      lossScaleFactor: lossScaleFactor,
      gradientAccumulationSteps: gradientAccumulationSteps)
  }

  public var slotGroups: [[String]] { [["accumulator"]] }
  public func start(of slot: String) -> SlotStart { .constant(initialAccumulatorValue) }

  public func validate() throws(ModelError) {
    try checkCommon()
    try check("initialAccumulatorValue", initialAccumulatorValue, in: 0..<Double.infinity)
    try check("epsilon", epsilon, in: 0..<Double.infinity)
  }

  public func update(_ buffers: OptimizerBuffers) -> OptimizerCall {
    OptimizerCall(assay_adagrad, buffers, slots: [buffers.slots[0]], settings: [epsilon])
  }
}
