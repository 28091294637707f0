import AssayCore
import AssayData
import AssayMetrics
import AssayModel

/// A graph of layers that can be compiled, trained, evaluated and asked for predictions.
///
///     let features = Input(30, name: "features")
///     let hidden = Dense(16, activation: .gelu)(features)
///     let model = Model(inputs: features, outputs: Dense(1, name: "diagnosis")(hidden))
///     try model.compile(optimizer: Adam(), loss: .crossentropy, metrics: [.accuracy])
///     try model.fit(data, epochs: 5)
///
/// A mistake in the graph is thrown by ``compile(optimizer:loss:metrics:rule:threads:)``, or by the first
/// method that needs the weights. A model is used from one thread at a time.
///
/// - Source: `keras.Model`.
public class Model {
  let graphInputs: [Symbol]
  let graphOutputs: [Symbol]
  let seed: UInt64

  private var builtNetwork: Network?
  private var builtPredictor: Predictor?
  private(set) var request: CompileRequest?
  private(set) var compiled: CompiledModel?
  private(set) var trainer: Trainer?

  // What a run of `fit`, `evaluate` or `predict` tells its callbacks.
  public internal(set) var epochs = 1
  public internal(set) var stepsPerEpoch: Int?
  public internal(set) var batchSize = 32
  /// The keys that `fit` logs; known once a run has begun.
  public internal(set) var monitorableKeys: [String] = []

  /// What the epochs of the last `fit` have logged, also where it ended by an error.
  public internal(set) var history = History()

  /// A model from `inputs` to `outputs`.
  ///
  /// - Parameters:
  ///   - seed: of the first weights; the same seed gives the same ones.
  public convenience init(inputs: Symbol..., outputs: Symbol..., seed: UInt64 = 0) {
    self.init(inputs: inputs, outputs: outputs, seed: seed)
  }

  public init(inputs: [Symbol], outputs: [Symbol], seed: UInt64 = 0) {
    graphInputs = inputs
    graphOutputs = outputs
    self.seed = seed
  }

  /// The graph with its weights, made when it is first needed.
  func network() throws(ModelError) -> Network {
    if let builtNetwork { return builtNetwork }
    let made = try Network(inputs: graphInputs, outputs: graphOutputs, seed: seed)
    builtNetwork = made
    return made
  }

  func predictor() throws(ModelError) -> Predictor {
    if let builtPredictor { return builtPredictor }
    let made = Predictor(try network(), threads: request?.threads ?? Threads.available)
    builtPredictor = made
    return made
  }

  /// Says what to train with.
  ///
  /// The words `crossentropy` and `accuracy` are resolved when the first data shows its labels, before the
  /// first step; see ``explanation``.
  ///
  /// - Parameters:
  ///   - loss: applied to each output.
  ///   - rule: whose rule decides what `crossentropy` and `accuracy` are.
  ///   - threads: the most threads a step may use; all cores by default.
  /// - Throws: ``ModelError`` for a mistake in the graph or the optimizer, ``TrainingError`` for a loss that
  ///   is not known.
  public func compile(
    optimizer: any Optimizer = RMSprop(), loss: LossRequest, metrics: [MetricRequest] = [],
    rule: ResolutionRule = .assay, threads: Int? = nil
  ) throws {
    try compile(
      optimizer: optimizer, losses: Array(repeating: loss, count: graphOutputs.count),
      metrics: metrics, rule: rule, threads: threads)
  }

  /// The same with a loss for each output, in the model's order.
  public func compile(
    optimizer: any Optimizer = RMSprop(), losses: [LossRequest], metrics: [MetricRequest] = [],
    rule: ResolutionRule = .assay, threads: Int? = nil
  ) throws {
    let network = try network()
    try optimizer.validate()
    guard losses.count == network.outputs.count else {
      throw TrainingError.lossCount(found: losses.count, outputs: network.outputNames)
    }
    guard metrics.isEmpty || network.outputs.count == 1 else {
      throw TrainingError.metricsForOutputs(network.outputNames)
    }
    if let threads, threads < 1 {
      throw TrainingError.argument("threads", found: "\(threads)", wanted: "1 or more")
    }
    for loss in losses { _ = try loss.known() }
    request = CompileRequest(
      optimizer: optimizer, losses: losses, metrics: metrics, rule: rule,
      threads: threads ?? Threads.available)
    builtPredictor = nil
    compiled = nil
    trainer = nil
  }

  /// What the losses and metrics became, and why.
  public var explanation: ModelExplanation {
    compiled?.explanation
      ?? ModelExplanation(rule: request?.rule ?? .assay, lines: [], warnings: [])
  }

  /// Resolves the requests of `compile` by the first labels; later data finds them resolved.
  func resolve(
    _ data: Dataset, _ role: DataRole = .only, for action: String
  ) throws -> (CompiledModel, Trainer) {
    guard let request else { throw TrainingError.notCompiled(action) }
    let network = try network()
    try checkArrays(data, role, network: network)
    if let compiled, let trainer {
      try checkLabels(data, role, network: network, losses: compiled.losses)
      return (compiled, trainer)
    }
    let made = try CompiledModel(request, network: network, data: data)
    try checkLabels(data, role, network: network, losses: made.losses)
    try made.tryMetrics(network: network)
    let trainer = try Trainer(
      network, losses: made.losses, optimizer: request.optimizer,
      threads: request.threads)
    compiled = made
    self.trainer = trainer
    return (made, trainer)
  }

  /// What ``resolve(_:for:)`` has made.
  func resolved() throws -> (CompiledModel, Trainer) {
    guard let compiled, let trainer else { throw TrainingError.notCompiled("evaluate") }
    return (compiled, trainer)
  }

  /// The size of the optimizer's next step; NaN before `compile`.
  public var learningRate: Double {
    trainer?.optimizer.learningRate ?? request?.optimizer.learningRate ?? .nan
  }

  /// Sets the size of the optimizer's steps from now on.
  ///
  /// - Throws: ``TrainingError`` before `compile`, and where it is no finite number of 0 or more.
  public func setLearningRate(_ rate: Double) throws {
    guard request != nil else { throw TrainingError.notCompiled("setLearningRate") }
    guard rate >= 0, rate.isFinite else {
      throw TrainingError.argument(
        "learningRate", found: "\(rate)", wanted: "a finite number of 0 or more")
    }
    trainer?.optimizer.learningRate = rate
    request?.optimizer.learningRate = rate
  }

  /// The updates that the optimizer has made since `compile`.
  public var iterations: Int { trainer?.iterations ?? 0 }

  /// Exchanges the weights and their moving averages.
  ///
  /// - Throws: ``TrainingError`` where the optimizer keeps no averages.
  public func swapAveragedWeights() throws {
    throw TrainingError.argument(
      "optimizer", found: "one without averages", wanted: "one that keeps averages of the weights")
  }
}

/// The weights, and what callbacks may see and do.
extension Model: TrainingContext {
  /// Copies of the weights in Keras's layout and order; none where the graph has a mistake.
  public var weights: [Tensor] { (try? network())?.weights ?? [] }

  /// The names of the weights, `dense/kernel`, in the order of ``weights``.
  public var weightNames: [String] { (try? network())?.parameterNames ?? [] }

  /// Replaces the weights by others of the same shapes in the same order.
  ///
  /// - Throws: ``ModelError/weights(_:)`` naming the first that does not fit; then nothing has changed.
  public func setWeights(_ weights: [Tensor]) throws { try network().setWeights(weights) }

  public func direction(ofMetric name: String) -> Direction? {
    compiled?.metrics.first { $0.key == name }?.metric.direction
  }
}
