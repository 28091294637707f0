/// ``Adam`` with decoupled weight decay.
///
///     w = w − weightDecay · learningRate · w, before each update
///
/// - Source: `keras.optimizers.AdamW`.
public struct AdamW: Optimizer {
  public static let className = "AdamW"
  private var adam: Adam

  public init(
    learningRate: some LearningRateSchedule = 0.001, weightDecay: Double = 0.004,
    beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-7, amsgrad: Bool = false,
    clipNorm: Double? = nil, clipValue: Double? = nil, globalClipNorm: Double? = nil,
    useEMA: Bool = false, emaMomentum: Double = 0.99, emaOverwriteFrequency: Int? = nil,
    lossScaleFactor: Double? = nil,
    gradientAccumulationSteps: Int? = nil
  ) {
    adam = Adam(
      learningRate: learningRate, beta1: beta1, beta2: beta2, epsilon: epsilon, amsgrad: amsgrad,
      weightDecay: weightDecay, clipNorm: clipNorm, clipValue: clipValue,
      globalClipNorm: globalClipNorm, useEMA: useEMA, emaMomentum: emaMomentum,
      emaOverwriteFrequency: emaOverwriteFrequency,
      lossScaleFactor: lossScaleFactor,
      gradientAccumulationSteps: gradientAccumulationSteps)
  }

  public var learningRate: LearningRate {
    get { adam.learningRate }
    set { adam.learningRate = newValue }
  }
  public var beta1: Double {
    get { adam.beta1 }
    set { adam.beta1 = newValue }
  }
  public var beta2: Double {
    get { adam.beta2 }
    set { adam.beta2 = newValue }
  }
  public var epsilon: Double {
    get { adam.epsilon }
    set { adam.epsilon = newValue }
  }
  public var amsgrad: Bool {
    get { adam.amsgrad }
    set { adam.amsgrad = newValue }
  }
  public var options: OptimizerOptions {
    get { adam.options }
    set { adam.options = newValue }
  }
  public var slotGroups: [[String]] { adam.slotGroups }
  public func validate() throws(ModelError) {
    do throws(ModelError) {
      try adam.validate()
    } catch .argument("Adam", let found, let wanted) {
      throw .argument(where: Self.className, found: found, wanted: wanted)
    }
  }
  public func prepare(_ step: OptimizerStep) { adam.prepare(step) }
  public func update(_ buffers: OptimizerBuffers) -> OptimizerCall { adam.update(buffers) }
}
