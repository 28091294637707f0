import CKernels

/// Steps of matrices along their orthogonalised momentum; ``AdamW`` for all else.
///
///     m = momentum · m + g;  nesterov: u = g + momentum · m, else m
///     X = u / (‖u‖ + 1e-7), lying;  newtonSchulzSteps times: A = X · Xᵀ;  X = a · X + (b · A + c · A · A) · X
///     w = w − learningRate · rmsRate · √max(rows, columns) · X; without the last two where rmsRate is nil
///
/// Parameters of other ranks than 2, those with `embedding` in their path and those that
/// `excludedLayers` name take AdamW's step at learningRate · adamRateRatio.
/// - Source: `keras.optimizers.Muon`.
public struct Muon: Optimizer {
  public static let className = "Muon"
  public var learningRate: LearningRate
  public var adamBeta1: Double
  public var adamBeta2: Double
  public var adamWeightDecay: Double?
  public var epsilon: Double
  public var excludedLayers: [String]
  public var excludesEmbeddings: Bool
  public var coefficients: (a: Double, b: Double, c: Double)
  public var adamRateRatio: Double
  public var momentum: Double
  public var newtonSchulzSteps: Int
  public var nesterov: Bool
  public var rmsRate: Double?
  public var options: OptimizerOptions

  public init(
    learningRate: some LearningRateSchedule = 0.001, adamBeta1: Double = 0.9,
    adamBeta2: Double = 0.999, adamWeightDecay: Double? = 0.004, epsilon: Double = 1e-7,
    excludedLayers: [String] = [], excludesEmbeddings: Bool = true,
    coefficients: (a: Double, b: Double, c: Double) = (3.4445, -4.7750, 2.0315),
    adamRateRatio: Double = 1, momentum: Double = 0.95, newtonSchulzSteps: Int = 5,
    nesterov: Bool = true, rmsRate: Double? = 0.2,
    weightDecay: Double? = 0.004, clipNorm: Double? = nil, clipValue: Double? = nil,
    globalClipNorm: Double? = nil, useEMA: Bool = false, emaMomentum: Double = 0.99,
    emaOverwriteFrequency: Int? = nil, lossScaleFactor: Double? = nil,
    gradientAccumulationSteps: Int? = nil
  ) {
    self.learningRate = LearningRate(learningRate)
    self.adamBeta1 = adamBeta1
    self.adamBeta2 = adamBeta2
    self.adamWeightDecay = adamWeightDecay
    self.epsilon = epsilon
    self.excludedLayers = excludedLayers
    self.excludesEmbeddings = excludesEmbeddings
    self.coefficients = coefficients
    self.adamRateRatio = adamRateRatio
    self.momentum = momentum
    self.newtonSchulzSteps = newtonSchulzSteps
    self.nesterov = nesterov
    self.rmsRate = rmsRate
    options = OptimizerOptions(
      weightDecay: weightDecay, clipNorm: clipNorm, clipValue: clipValue,
      globalClipNorm: globalClipNorm, useEMA: useEMA, emaMomentum: emaMomentum,
      emaOverwriteFrequency: emaOverwriteFrequency,
      lossScaleFactor: lossScaleFactor,
      gradientAccumulationSteps: gradientAccumulationSteps)
  }

  public var slotGroups: [[String]] { [["momentum", "velocity"]] }
  public var takesWholeParameters: Bool { true }

  /// Whether a parameter takes AdamW's step.
  func usesAdam(for parameter: OptimizedParameter) -> Bool {
    parameter.shape.count != 2
      || excludesEmbeddings && parameter.path.lowercased().contains("embedding")
      || excludedLayers.contains { parameter.path.contains($0) }
  }

  public func keeps(_ slot: String, for parameter: OptimizedParameter) -> Bool {
    slot == "momentum" || usesAdam(for: parameter)
  }

  public func scratchCount(for parameter: OptimizedParameter) -> Int {
    guard !usesAdam(for: parameter) else { return 0 }
    let side = parameter.shape.min() ?? 0
    return 2 * parameter.shape.elements + 2 * side * side
  }

  public func decay(of parameter: OptimizedParameter) -> Double? {
    usesAdam(for: parameter) ? adamWeightDecay : weightDecay
  }

  public func validate() throws(ModelError) {
    try checkCommon()
    try check("adamBeta1", adamBeta1, in: 0..<1)
    try check("adamBeta2", adamBeta2, in: 0..<1)
    if let decay = adamWeightDecay { try check("adamWeightDecay", decay, in: 0..<Double.infinity) }
    try check("epsilon", epsilon, in: 0..<Double.infinity)
    try check("adamRateRatio", adamRateRatio, in: 0..<Double.infinity)
    try check("momentum", momentum, in: 0..<1, or: 1)
    try check("newtonSchulzSteps", Double(newtonSchulzSteps), in: 0..<Double.infinity)
  }

  public func prepare(_ step: OptimizerStep) {
    step.numbers[0] = Float(step.learningRate)
    // AdamW's own pair of rate and decay; the decay has been applied.
    step.numbers[2] = Float(
      step.learningRate * adamRateRatio * step.rest(of: adamBeta2).squareRoot()
        / step.rest(of: adamBeta1))
    step.numbers[3] = 0
    step.numbers[4] = Float(momentum)
  }

  public func update(_ buffers: OptimizerBuffers) -> OptimizerCall {
    guard let parameter = buffers.parameter, !usesAdam(for: parameter) else {
      return OptimizerCall(
        assay_adam, buffers, slots: [buffers.slots[0], buffers.slots[1], nil],
        numbers: buffers.numbers + 2, settings: [1 - adamBeta1, 1 - adamBeta2, epsilon])
    }
    let (rows, columns) = (parameter.shape[0], parameter.shape[1])
    let factor = rmsRate.map { Double(max(rows, columns)).squareRoot() * $0 } ?? 1
    return OptimizerCall(
      assay_muon, buffers, slots: [buffers.slots[0], buffers.scratch],
      sizes: [rows, columns, newtonSchulzSteps, nesterov ? 1 : 0],
      settings: [coefficients.a, coefficients.b, coefficients.c, factor])
  }
}
