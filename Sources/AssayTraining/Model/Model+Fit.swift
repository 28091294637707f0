import AssayCore
import AssayData
import AssayModel

extension Model {
  /// What stands before the keys of the training data's figures with the weights of the epoch's end.
  static let frozenPrefix = "frozen_"

  /// Trains for `epochs` passes over `data`.
  ///
  ///     let history = try model.fit(train, epochs: 5, validation: .split(0.1))
  ///
  /// The last batch may be smaller and counts by its size. Epochs are shuffled by (seed, epoch).
  ///
  /// - Parameters:
  ///   - batchSize: 32 by default; with `stepsPerEpoch`, what makes one epoch of all samples.
  ///   - initialEpoch: the index of the first epoch; `epochs` is the end, not a number.
  ///   - stepsPerEpoch: the steps of an epoch, where it is not one pass: the next epoch goes on where this
  ///     one stopped.
  ///   - classWeights: what samples of each class count in training, beside the weights of the data.
  ///   - weighsValidation: whether the class weights count in validation too.
  ///   - validationSteps: the batches to validate on; all by default.
  ///   - scoresTraining: whether the training data are scored once more at each epoch's end, with the
  ///     weights as they then are: `frozen_loss`, `frozen_accuracy` beside the running figures.
  ///   - keepsFrozen: whether what frozen layers in front make of a row is kept for the next epochs, where it
  ///     takes no more memory than the data and nothing random comes before it: a base that is not trained
  ///     is then run once, not once an epoch. The numbers are the same but for rounding.
  ///   - step: a training step of one's own.
  ///   - checkpoint: where the run saves itself, and whether it goes on from there.
  ///   - interruption: ends the run after a step, saved where a checkpoint was asked for.
  ///   - seed: of the shuffling and of dropout; that of the model by default.
  ///   - output: where progress and warnings are written.
  /// - Returns: the figures of every epoch, also kept in ``history``.
  /// - Throws: ``DataError``, ``TrainingError``, ``ResolutionError``, ``MetricError`` and what callbacks
  ///   throw. The weights keep the steps taken, and ``history`` the epochs ended.
  @discardableResult
  public func fit(
    _ data: Dataset, batchSize: Int? = nil, epochs: Int = 1, validation: Validation = .none,
    shuffle: Shuffle = .all, classWeights: ClassWeights? = nil, weighsValidation: Bool = false,
    callbacks: [any Callback] = [], initialEpoch: Int = 0, stepsPerEpoch: Int? = nil,
    validationSteps: Int? = nil, validationBatchSize: Int? = nil,
    validationFrequency: ValidationFrequency = 1, scoresTraining: Bool = false,
    keepsFrozen: Bool = true, step: StepFunction? = nil, checkpoint: Checkpointing? = nil,
    interruption: Interruption? = nil, seed: UInt64? = nil,
    progress: ProgressStyle = .automatic, output: any ProgressOutput = StandardError()
  ) throws -> History {
    let options = FitRun.Options(
      epochs: epochs, initialEpoch: initialEpoch, frequency: validationFrequency,
      seed: seed ?? self.seed, step: step)
    try check(options, batchSize, stepsPerEpoch, validationSteps, validationBatchSize)
    var held: Validation = validation
    var train = data
    if case .split(let fraction) = validation {
      let parts = try data.split(validation: fraction)
      train = parts.training
      held = .data(parts.validation)
    }
    // Before a split, so that errors count the rows that were given.
    let (compiled, trainer, whole) = try resolve(data, classWeights: classWeights, for: "fit")
    let samples =
      train.count == data.count
      ? whole : try resolve(train, classWeights: classWeights, for: "fit").2
    // Rounded up; there is a row at least.
    let size = batchSize ?? stepsPerEpoch.map { (train.count - 1) / $0 + 1 } ?? 32
    let feed = try feed(
      train, samples, trainer, batchSize: size, limit: stepsPerEpoch, shuffle: shuffle,
      seed: options.seed, firstEpoch: initialEpoch, keepsFeatures: keepsFrozen && step == nil,
      isTraining: true)

    let run = try begin(
      options, compiled, trainer, feed: feed, callbacks: callbacks, progress: progress,
      output: output)
    run.validate = try validator(
      held, batchSize: validationBatchSize ?? size, steps: validationSteps,
      classWeights: weighsValidation ? classWeights : nil, keepsFeatures: keepsFrozen,
      list: run.list)
    if scoresTraining { run.scoreTraining = scorer(train, samples, trainer, batchSize: size) }
    setMonitorableKeys(run)
    run.interruption = interruption
    run.keeper = try keeper(
      checkpoint, run, callbacks, samples: samples.count, shuffle, size, stepsPerEpoch)
    return try perform(run, feed)
  }

  /// Who saves the run; `nil` where neither an argument nor a callback asks for it.
  private func keeper(
    _ checkpoint: Checkpointing?, _ run: FitRun, _ callbacks: [any Callback], samples: Int?,
    _ shuffle: Shuffle, _ batchSize: Int, _ stepsPerEpoch: Int?
  ) throws -> CheckpointKeeper? {
    let backup = callbacks.lazy.compactMap { $0 as? BackupAndRestore }.first
    guard let checkpoint = checkpoint ?? backup?.checkpointing else { return nil }
    if let steps = checkpoint.everySteps { try check("everySteps", steps, atLeast: 1) }
    let (_, trainer) = try resolved()
    let optimizer = trainer.optimizer
    // The others may be another time: they remember nothing.
    let callbacks = callbacks.compactMap { $0 as? any ResumableCallback }
    let network = try network()
    let facts = Checkpoint.Facts(
      weights: zip(network.parameterNames, network.store.parameters).map { "\($0) \($1.shape)" },
      optimizer: "\(optimizer.names) \(optimizer.options)",
      figures: monitorableKeys, callbacks: callbacks.map { "\(type(of: $0))" },
      samples: samples, batchSize: batchSize, stepsPerEpoch: stepsPerEpoch,
      shuffle: "\(shuffle)", seed: run.options.seed, initialEpoch: run.options.initialEpoch)
    return try CheckpointKeeper(checkpoint, facts: facts, callbacks: callbacks)
  }

  /// Trains on batches that come from anywhere, one pass of them an epoch, or `stepsPerEpoch`.
  ///
  /// With a checkpoint the run is resumed to the same bytes where every pass gives the same batches: those
  /// already taken are asked for again, and passed over.
  ///
  /// - Throws: as the `fit` of arrays; ``TrainingError/noBatches(data:)`` where there is none, and
  ///   ``TrainingError/fewerBatches(found:wanted:epoch:step:)`` where a resumed run has taken more.
  @discardableResult
  public func fit(
    _ batches: BatchSequence, epochs: Int = 1, validation: Validation = .none,
    classWeights: ClassWeights? = nil, weighsValidation: Bool = false,
    callbacks: [any Callback] = [], initialEpoch: Int = 0, stepsPerEpoch: Int? = nil,
    validationSteps: Int? = nil, validationBatchSize: Int? = nil,
    validationFrequency: ValidationFrequency = 1, step: StepFunction? = nil,
    checkpoint: Checkpointing? = nil, interruption: Interruption? = nil, seed: UInt64? = nil,
    progress: ProgressStyle = .automatic, output: any ProgressOutput = StandardError()
  ) throws -> History {
    let options = FitRun.Options(
      epochs: epochs, initialEpoch: initialEpoch, frequency: validationFrequency,
      seed: seed ?? self.seed, step: step)
    try check(options, nil, stepsPerEpoch, validationSteps, validationBatchSize)
    let pass = stepsPerEpoch == nil ? initialEpoch : 0
    guard let (first, iterator) = try batches.begun(pass: pass) else {
      throw TrainingError.noBatches(data: "training data")
    }
    let (compiled, trainer, _) = try resolve(first, classWeights: classWeights, for: "fit")
    let feed = SequenceFeed(
      batches, startedAs: iterator, pass: pass, batchSize: first.count, limit: stepsPerEpoch,
      firstEpoch: initialEpoch
    ) { [self] in try load($0, classWeights: classWeights, isTraining: true) }
    let run = try begin(
      options, compiled, trainer, feed: feed, callbacks: callbacks, progress: progress,
      output: output)
    run.validate = try validator(
      validation, batchSize: validationBatchSize ?? first.count, steps: validationSteps,
      classWeights: weighsValidation ? classWeights : nil, list: run.list)
    setMonitorableKeys(run)
    run.interruption = interruption
    run.keeper = try keeper(
      checkpoint, run, callbacks, samples: nil, .none, first.count, stepsPerEpoch)
    return try perform(run, feed)
  }
}

extension Optimizer {
  /// Keras's class name, and that of the optimizer it wraps.
  fileprivate var names: String {
    guard let scaled = self as? LossScaleOptimizer else { return Self.className }
    return "\(Self.className) of \(type(of: scaled.inner).className)"
  }
}

extension Duration {
  /// This duration in seconds.
  var seconds: Double {
    Double(components.seconds) + Double(components.attoseconds) * 1e-18
  }
}
