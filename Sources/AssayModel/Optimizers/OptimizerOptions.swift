/// What every optimizer can do besides its rule, by Keras's names.
///
///     Adam(learningRate: 0.001, clipNorm: 1)
///     AdamW(weightDecay: 0.01, useEMA: true, emaMomentum: 0.999)
///
/// - Source: `keras.optimizers.Optimizer`.
public struct OptimizerOptions: Sendable, Equatable {
  /// Decoupled decay: before each update every weight loses `weightDecay · learningRate` of itself.
  public var weightDecay: Double?
  /// The most that the norm of the gradient of one parameter may be.
  public var clipNorm: Double?
  /// The most that an element of a gradient may be away from 0.
  public var clipValue: Double?
  /// The most that the norm of all gradients together may be.
  public var globalClipNorm: Double?
  /// Whether averages of the weights are kept; at the end of a fit they replace the weights.
  public var useEMA: Bool
  /// The share of an average that stays in a step.
  public var emaMomentum: Double
  /// How often the averages replace the weights on the way.
  public var emaOverwriteFrequency: Int?
  /// What the loss is multiplied by before its gradients are taken, which are then divided by it.
  public var lossScaleFactor: Double?
  /// The number of batches whose mean gradient makes one update.
  public var gradientAccumulationSteps: Int?
  /// Parameters with one of these in their names do not decay.
  public var excludedFromWeightDecay: [String] = []

  public init(
    weightDecay: Double? = nil, clipNorm: Double? = nil, clipValue: Double? = nil,
    globalClipNorm: Double? = nil, useEMA: Bool = false, emaMomentum: Double = 0.99,
    emaOverwriteFrequency: Int? = nil, lossScaleFactor: Double? = nil,
    gradientAccumulationSteps: Int? = nil
  ) {
    self.weightDecay = weightDecay
    self.clipNorm = clipNorm
    self.clipValue = clipValue
    self.globalClipNorm = globalClipNorm
    self.useEMA = useEMA
    self.emaMomentum = emaMomentum
    self.emaOverwriteFrequency = emaOverwriteFrequency
    self.lossScaleFactor = lossScaleFactor
    self.gradientAccumulationSteps = gradientAccumulationSteps
  }
}

extension Optimizer {
  public var weightDecay: Double? {
    get { options.weightDecay }
    set { options.weightDecay = newValue }
  }

  /// Parameters with one of these in their names, `bias` or `gamma`, do not decay.
  public mutating func excludeFromWeightDecay(names: [String]) {
    options.excludedFromWeightDecay = names
  }

  /// This optimizer where parameters with one of these in their names do not decay.
  public func excludingFromWeightDecay(names: String...) -> Self {
    var copy = self
    copy.excludeFromWeightDecay(names: names)
    return copy
  }

  func checkOptions() throws(ModelError) {
    if let weightDecay { try check("weightDecay", weightDecay, in: 0..<Double.infinity) }
    let clips = [
      ("clipNorm", options.clipNorm), ("clipValue", options.clipValue),
      ("globalClipNorm", options.globalClipNorm),
    ].filter { $0.1 != nil }
    guard clips.count <= 1 else {
      throw .argument(
        where: Self.className, found: clips.map(\.0).joined(separator: " and "),
        wanted: "at most one of clipNorm, clipValue and globalClipNorm")
    }
    for case (let name, let value?) in clips where !(value > 0 && value.isFinite) {
      throw .argument(
        where: Self.className, found: "\(name) is \(value)",
        wanted: "a finite number greater than 0, or nil not to clip")
    }
    if options.useEMA { try check("emaMomentum", options.emaMomentum, in: 0..<1, or: 1) }
    if let frequency = options.emaOverwriteFrequency, frequency < 1 {
      throw .argument(
        where: Self.className, found: "emaOverwriteFrequency is \(frequency)",
        wanted: "a number of 1 or more, or nil to overwrite at the end only")
    }
    if let factor = options.lossScaleFactor,
      !(factor > 0 && Float(factor).isFinite && Float(factor) > 0)
    {
      throw .argument(
        where: Self.className, found: "lossScaleFactor is \(factor)",
        wanted: "a finite number greater than 0, or nil not to scale")
    }
    if let steps = options.gradientAccumulationSteps, steps < 2 {
      throw .argument(
        where: Self.className, found: "gradientAccumulationSteps is \(steps)",
        wanted: "a number of 2 or more, or nil not to accumulate")
    }
  }
}
