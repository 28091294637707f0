import AssayCore
import CKernels

/// Second moments of matrices kept as those of their rows and columns, and steps in proportion.
///
///     β = 1 − t^beta2Decay;  R, C = running means of g² + epsilon1 over rows and columns
///     V = R · C / mean(R); of vectors V is the running mean itself
///     u = g / √V;  û = u / max(1, rms(u) / clipThreshold)
///     w = w − max(epsilon2, rms(w)) · min(learningRate, 1 / √t) · û
///
/// relativeStep changes nothing, as in Keras, whose rate has the minimum in any case.
/// - Source: `keras.optimizers.Adafactor`.
public struct Adafactor: Optimizer {
  public static let className = "Adafactor"
  public var learningRate: LearningRate
  public var beta2Decay: Double
  public var epsilon1: Double
  public var epsilon2: Double
  public var clipThreshold: Double
  public var relativeStep: Bool
  public var options: OptimizerOptions

  public init(
    learningRate: some LearningRateSchedule = 0.001, beta2Decay: Double = -0.8,
    epsilon1: Double = 1e-30, epsilon2: Double = 1e-3, clipThreshold: Double = 1,
    relativeStep: Bool = true,
    weightDecay: Double? = nil, clipNorm: Double? = nil, clipValue: Double? = nil,
    globalClipNorm: Double? = nil, useEMA: Bool = false, emaMomentum: Double = 0.99,
    emaOverwriteFrequency: Int? = nil, lossScaleFactor: Double? = nil,
    gradientAccumulationSteps: Int? = nil
  ) {
    self.learningRate = LearningRate(learningRate)
    self.beta2Decay = beta2Decay
    self.epsilon1 = epsilon1
    self.epsilon2 = epsilon2
    self.clipThreshold = clipThreshold
    self.relativeStep = relativeStep
    options = OptimizerOptions(
      weightDecay: weightDecay, clipNorm: clipNorm, clipValue: clipValue,
      globalClipNorm: globalClipNorm, useEMA: useEMA, emaMomentum: emaMomentum,
      emaOverwriteFrequency: emaOverwriteFrequency,
      lossScaleFactor: lossScaleFactor,
      gradientAccumulationSteps: gradientAccumulationSteps)
  }

  public var slotGroups: [[String]] { [["velocity"]] }
  public var takesWholeParameters: Bool { true }

  public func factors(of parameter: OptimizedParameter) -> [(name: String, shape: Shape)] {
    let shape = parameter.shape
    guard shape.count >= 2 else { return [] }
    return [
      ("r", Shape(shape.dropLast())), ("c", Shape(shape.dropLast(2) + [shape[shape.count - 1]])),
    ]
  }

  public func validate() throws(ModelError) {
    try checkCommon()
    guard beta2Decay.isFinite else {
      throw .argument(
        where: "Adafactor", found: "beta2Decay is \(beta2Decay)", wanted: "a finite number")
    }
    try check("epsilon1", epsilon1, in: 0..<Double.infinity)
    try check("epsilon2", epsilon2, in: 0..<Double.infinity)
    guard clipThreshold > 0 else {
      throw .argument(
        where: "Adafactor", found: "clipThreshold is \(clipThreshold)",
        wanted: "a number greater than 0")
    }
  }

  public func prepare(_ step: OptimizerStep) {
    let count = Float(step.count)
    step.numbers[0] = min(Float(step.learningRate), 1 / count.squareRoot())
    step.numbers[2] = 1 - count.power(Float(beta2Decay))
  }

  public func update(_ buffers: OptimizerBuffers) -> OptimizerCall {
    let shape = buffers.parameter?.shape ?? []
    let columns = shape.last ?? 1
    let rows = shape.count >= 2 ? shape[shape.count - 2] : 0
    return OptimizerCall(
      assay_adafactor, buffers,
      slots: [buffers.slots[0], buffers.factors.first, buffers.factors.last],
      sizes: [rows, columns], settings: [epsilon1, epsilon2, clipThreshold])
  }
}
