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
/// A mistake in the graph is thrown by `compile`, or by the first
/// method that needs the weights. A model is used from one thread at a time.
///
/// - Source: `keras.Model`.
public class Model {
  let graphInputs: [Symbol]
  let graphOutputs: [Symbol]
  let seed: UInt64
  /// The name that the user gave the model.
  public let name: String?
  /// The model as a layer of others.
  lazy var layer = GraphLayer(
    inputs: graphInputs, outputs: graphOutputs, className: className, name: name)
  /// What a file said of the model that the graph does not, to be written back.
  var saved: SavedModel?

  private var builtNetwork: Network?
  private var builtPredictor: Predictor?
  private(set) var request: CompileRequest?
  /// The compile configuration of the file that the model came from, until it is compiled anew.
  var savedCompile: SavedCompile?
  private(set) var compiled: CompiledModel?
  private(set) var trainer: Trainer?
  // How the data last seen were weighted.
  private var weighting = Weighting()

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
  ///   - name: what it is called as a layer of another model; by its class by default.
  public convenience init(
    inputs: Symbol..., outputs: Symbol..., seed: UInt64 = 0, name: String? = nil
  ) {
    self.init(inputs: inputs, outputs: outputs, seed: seed, name: name)
  }

  public init(inputs: [Symbol], outputs: [Symbol], seed: UInt64 = 0, name: String? = nil) {
    graphInputs = inputs
    graphOutputs = outputs
    self.seed = seed
    self.name = name
  }

  /// Keras's name of the class.
  var className: String { saved?.className ?? "Functional" }

  /// The graph with its weights, made when it is first needed.
  func network() throws(ModelError) -> Network {
    if let builtNetwork { return builtNetwork }
    let made = try Network(
      inputs: graphInputs, outputs: graphOutputs, seed: seed, outputNames: saved?.outputKeys)
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
  ///     try model.compile(
  ///       optimizer: Adam(), loss: ["diagnosis": .crossentropy, "radius": "mse"],
  ///       lossWeights: ["radius": 0.5], metrics: ["diagnosis": [.accuracy], "radius": ["mae"]])
  ///
  /// The words `crossentropy` and `accuracy` are resolved when the first data shows its labels, before the
  /// first step; see ``explanation``.
  ///
  /// - Parameters:
  ///   - loss: one for each output, one for all of them, or losses by name.
  ///   - lossWeights: what each counts in the total; 1 each by default.
  ///   - metrics: what is measured with every sample alike.
  ///   - weightedMetrics: what is measured with the weights of the samples and classes.
  ///   - weighsMetrics: whether `metrics` are weighted too: one switch for everything.
  ///   - rule: whose rule decides what `crossentropy` and `accuracy` are.
  ///   - threads: the most threads a step may use, 1024 or fewer; all cores by default.
  ///   - stepsPerExecution: the steps that callbacks hear of at once: a batch begins with the first of them
  ///     and ends with the last. Those at the end of an epoch may be fewer.
  /// - Throws: ``ModelError`` for a mistake in the graph or the optimizer, ``TrainingError`` for a loss that
  ///   is not known, ``MetricError`` for a metric that is not, and both for what names no output of the
  ///   model.
  public func compile(
    optimizer: any Optimizer = RMSprop(), loss: LossRequest, lossWeights: LossWeights? = nil,
    metrics: MetricRequests = [], weightedMetrics: MetricRequests = [],
    weighsMetrics: Bool = false, rule: ResolutionRule = .assay, threads: Int? = nil,
    stepsPerExecution: Int = 1
  ) throws {
    let network = try network()
    try optimizer.validate()
    if let threads {
      try check("threads", threads, atLeast: 1)
      // Where OpenMP cannot start as many as asked for, it ends the program.
      guard threads <= 1024 else {
        throw TrainingError.argument("threads", found: "\(threads)", wanted: "1024 or fewer")
      }
    }
    try check("stepsPerExecution", stepsPerExecution, atLeast: 1)
    let outputs = network.outputNames
    let losses = try loss.assigned(to: outputs)
    for loss in losses { _ = try loss.known() }
    request = CompileRequest(
      optimizer: optimizer, losses: losses, lossWeights: try lossWeights?.assigned(to: outputs),
      metrics: try metrics.assigned(to: outputs, argument: "metrics"),
      weightedMetrics: try weightedMetrics.assigned(to: outputs, argument: "weightedMetrics"),
      weighsMetrics: weighsMetrics, rule: rule, threads: threads ?? Threads.available,
      stepsPerExecution: stepsPerExecution)
    builtPredictor = nil
    compiled = nil
    trainer = nil
    savedCompile = nil
    weighting = Weighting()
  }

  /// Takes another request, as `compile` does.
  func adopt(_ other: CompileRequest, keepsOptimizer: Bool, keepsFigures: Bool) {
    // A state of which training has made another is none any more.
    if !keepsOptimizer || trainer != nil { savedCompile = nil }
    request = other
    builtPredictor = nil
    compiled = nil
    trainer = nil
    if !keepsFigures { savedCompile?.isAltered = true }
    weighting = Weighting()
  }

  /// What the losses and metrics became for the data last seen, and why.
  public var explanation: ModelExplanation {
    guard let compiled, let network = try? network() else {
      return ModelExplanation(rule: request?.rule ?? .assay, lines: [], warnings: [])
    }
    return compiled.explanation(weighting: weighting, network: network)
  }

  /// The steps that callbacks hear of at once.
  var stepsPerExecution: Int { request?.stepsPerExecution ?? 1 }

  /// Which outputs have a loss or metrics, so that their labels are needed.
  var usedOutputs: [Bool] {
    guard let request else { return [] }
    return request.losses.indices.map {
      !request.losses[$0].isNothing || !request.metrics[$0].isEmpty
        || !request.weightedMetrics[$0].isEmpty
    }
  }

  /// Resolves the requests of `compile` by the first labels; later data finds them resolved. Checks the
  /// data, and puts them in the order of the programs' inputs.
  func resolve(
    _ data: Dataset, _ role: DataRole = .only, classWeights: ClassWeights? = nil,
    for action: String
  ) throws -> (CompiledModel, Trainer, Samples) {
    guard let request else { throw TrainingError.notCompiled(action) }
    let network = try network()
    let used = usedOutputs
    let tables =
      try classWeights?.assigned(to: network.outputNames) ?? network.outputNames.map { _ in nil }
    try checkArrays(data, role, network: network)
    let labels = try Samples.labels(of: data, outputs: network.outputNames, used: used, role)
    func samples(_ compiled: CompiledModel) throws -> Samples {
      try checkLabels(
        labels, of: data, role, network: network, losses: compiled.losses)
      let samples = try Samples(
        data, network: network, compiled: compiled, used: used, classWeights: tables, role)
      if role == .only { weighting = samples.weighting }
      return samples
    }
    if let compiled, let trainer { return (compiled, trainer, try samples(compiled)) }
    let made = try CompiledModel(
      request, network: network, labels: labels.map { $0?.labels }, data: role.data)
    let first = try samples(made)
    try made.tryMetrics(network: network, labels: labels.map { $0?.labels })
    let trainer = try Trainer(
      network, losses: made.losses, factors: made.lossWeights?.map { Float($0) },
      optimizer: request.optimizer, threads: request.threads)
    try savedCompile?.restore(trainer.updater)
    compiled = made
    self.trainer = trainer
    return (made, trainer, first)
  }

  /// What `resolve` has made.
  func resolved() throws -> (CompiledModel, Trainer) {
    guard let compiled, let trainer else { throw TrainingError.notCompiled("evaluate") }
    return (compiled, trainer)
  }

  /// The size of the optimizer's next step; NaN before `compile`.
  public var learningRate: Double {
    trainer?.learningRate ?? request?.optimizer.learningRate.rate(at: 0) ?? .nan
  }

  /// Sets the size of the optimizer's steps from now on.
  ///
  /// - Throws: ``TrainingError`` before `compile`, and where it is no finite number of 0 or more;
  ///   ``ModelError`` where a schedule decides it.
  public func setLearningRate(_ rate: Double) throws {
    guard request != nil else { throw TrainingError.notCompiled("setLearningRate") }
    guard rate >= 0, rate.isFinite else {
      throw TrainingError.argument(
        "learningRate", found: "\(rate)", wanted: "a finite number of 0 or more")
    }
    try request?.optimizer.learningRate.set(rate)
    if trainer == nil { savedCompile?.learningRate = rate }
    try trainer?.setLearningRate(rate)
  }

  /// The updates that the optimizer has made since `compile`.
  public var iterations: Int { trainer?.iterations ?? 0 }

  /// Exchanges the weights and their moving averages.
  ///
  /// - Throws: ``TrainingError`` where the optimizer keeps no averages.
  public func swapAveragedWeights() throws {
    guard trainer?.swapAverages() != true else { return }
    guard trainer?.swapAverages() == true else {
      throw TrainingError.argument(
        "optimizer", found: "one without averages", wanted: "one with useEMA: true, in training")
    }
  }
}

/// The weights, and what callbacks may see and do.
extension Model: TrainingContext {
  /// Copies of the weights in Keras's layout and order; none where the graph has a mistake.
  public var weights: [Tensor] { (try? network())?.weights ?? [] }

  /// The names of the inputs, in the model's order; none where the graph has a mistake.
  public var inputNames: [String] {
    if let keys = saved?.inputKeys { return keys }
    let described = try? network().describeLayers()
    return (described ?? []).prefix(graphInputs.count).map(\.name)
  }

  /// The names of the outputs, in the model's order; none where the graph has a mistake.
  public var outputNames: [String] { (try? network())?.outputNames ?? [] }

  /// The names of the weights, `dense/kernel`, in the order of ``weights``.
  public var weightNames: [String] { (try? network())?.weightNames ?? [] }

  /// Replaces the weights by others of the same shapes in the same order.
  ///
  /// - Throws: ``ModelError/weights(_:)`` naming the first that does not fit; then nothing has changed.
  public func setWeights(_ weights: [Tensor]) throws { try network().setWeights(weights) }

  public func direction(ofMetric name: String) -> Direction? {
    // What the last run measured beside the running figures has the same directions.
    let name =
      name.hasPrefix(Model.frozenPrefix) ? name.dropFirst(Model.frozenPrefix.count) : name[...]
    return compiled?.metrics.first { $0.key == name }?.metric.direction
  }
}
