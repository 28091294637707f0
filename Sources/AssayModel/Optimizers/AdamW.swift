/// ``Adam`` with decoupled weight decay.
///
///     w = w − weightDecay · learningRate · w, before each update
///
/// - Source: `keras.optimizers.AdamW`.
public struct AdamW: Optimizer {
  public static let className = "AdamW"
  private var adam: Adam

  public init(
    learningRate: Double = 0.001, weightDecay: Double = 0.004, beta1: Double = 0.9,
    beta2: Double = 0.999, epsilon: Double = 1e-7, amsgrad: Bool = false
  ) {
    adam = Adam(
      learningRate: learningRate, beta1: beta1, beta2: beta2, epsilon: epsilon, amsgrad: amsgrad,
      weightDecay: weightDecay)
  }

  public var learningRate: Double {
    get { adam.learningRate }
    set { adam.learningRate = newValue }
  }
  public var weightDecay: Double? {
    get { adam.weightDecay }
    set { adam.weightDecay = newValue }
  }
  public var slotNames: [String] { adam.slotNames }
  public func validate() throws(ModelError) {
    do throws(ModelError) {
      try adam.validate()
    } catch .argument(_, let found, let wanted) {
      throw .argument(where: Self.className, found: found, wanted: wanted)
    }
  }
  public func rate(at step: Int) -> Double { adam.rate(at: step) }
  public func update(_ buffers: OptimizerBuffers) -> OptimizerCall { adam.update(buffers) }
}
