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
    step: StepFunction? = nil, checkpoint: Checkpointing? = nil,
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
    let size =
      batchSize ?? stepsPerEpoch.map { (train.count + $0 - 1) / $0 } ?? 32
    let feed = try feed(
      train, samples, trainer, batchSize: size, limit: stepsPerEpoch, shuffle: shuffle,
      seed: options.seed, firstEpoch: initialEpoch, isTraining: true)

    let run = try begin(
      options, compiled, trainer, feed: feed, callbacks: callbacks, progress: progress,
      output: output)
    run.validate = try validator(
      held, batchSize: validationBatchSize ?? size, steps: validationSteps,
      classWeights: weighsValidation ? classWeights : nil, list: run.list)
    if scoresTraining { run.scoreTraining = scorer(train, samples, trainer, batchSize: size) }
    setMonitorableKeys(run)
    run.interruption = interruption
    let backup = callbacks.lazy.compactMap { ($0 as? BackupAndRestore)?.checkpointing }.first
    if let wanted = checkpoint ?? backup {
      run.keeper = try keeper(wanted, run, callbacks, samples, feed, shuffle, size, stepsPerEpoch)
    }
    return try perform(run, feed)
  }

  private func keeper(
    _ checkpoint: Checkpointing, _ run: FitRun, _ callbacks: [any Callback], _ samples: Samples,
    _ feed: ArrayFeed, _ shuffle: Shuffle, _ batchSize: Int, _ stepsPerEpoch: Int?
  ) throws -> CheckpointKeeper {
    if let steps = checkpoint.everySteps { try check("everySteps", steps, atLeast: 1) }
    let (_, trainer) = try resolved()
    let optimizer = trainer.optimizer
    let facts = Checkpoint.Facts(
      weights: zip(weightNames, try network().store.parameters).map { "\($0) \($1.shape)" },
      optimizer: "\(type(of: optimizer).className) \(optimizer.options)",
      figures: monitorableKeys, callbacks: callbacks.map { "\(type(of: $0))" },
      samples: samples.count, batchSize: batchSize, stepsPerEpoch: stepsPerEpoch,
      shuffle: "\(shuffle)", seed: run.options.seed, initialEpoch: run.options.initialEpoch)
    return try CheckpointKeeper(checkpoint, facts: facts, callbacks: callbacks)
  }

  /// Trains on batches that come from anywhere, one pass of them an epoch, or `stepsPerEpoch`.
  ///
  /// - Throws: as the `fit` of arrays; ``TrainingError/noBatches(data:)`` where there is none.
  @discardableResult
  public func fit(
    _ batches: BatchSequence, epochs: Int = 1, validation: Validation = .none,
    classWeights: ClassWeights? = nil, weighsValidation: Bool = false,
    callbacks: [any Callback] = [], initialEpoch: Int = 0, stepsPerEpoch: Int? = nil,
    validationSteps: Int? = nil, validationBatchSize: Int? = nil,
    validationFrequency: ValidationFrequency = 1, step: StepFunction? = nil, seed: UInt64? = nil,
    progress: ProgressStyle = .automatic, output: any ProgressOutput = StandardError()
  ) throws -> History {
    let options = FitRun.Options(
      epochs: epochs, initialEpoch: initialEpoch, frequency: validationFrequency,
      seed: seed ?? self.seed, step: step)
    try check(options, nil, stepsPerEpoch, validationSteps, validationBatchSize)
    guard let first = batches.makeIterator().next() else {
      throw TrainingError.noBatches(data: "training data")
    }
    let (compiled, trainer, _) = try resolve(first, classWeights: classWeights, for: "fit")
    let feed = SequenceFeed(
      batches, startedAs: batches.makeIterator(), batchSize: first.count, limit: stepsPerEpoch
    ) { [self] in try load($0, classWeights: classWeights, isTraining: true) }
    let run = try begin(
      options, compiled, trainer, feed: feed, callbacks: callbacks, progress: progress,
      output: output)
    run.validate = try validator(
      validation, batchSize: validationBatchSize ?? first.count, steps: validationSteps,
      classWeights: weighsValidation ? classWeights : nil, list: run.list)
    setMonitorableKeys(run)
    return try perform(run, feed)
  }

  /// Trains on batches of an asynchronous sequence, one pass of it an epoch.
  ///
  /// - Parameters:
  ///   - batches: makes the sequence of one epoch.
  /// - Throws: as the `fit` of arrays, and what the sequence throws.
  @discardableResult
  public func fit<S: AsyncSequence>(
    epochs: Int = 1, validation: Validation = .none, classWeights: ClassWeights? = nil,
    callbacks: [any Callback] = [], initialEpoch: Int = 0, stepsPerEpoch: Int? = nil,
    validationSteps: Int? = nil, validationBatchSize: Int? = nil,
    validationFrequency: ValidationFrequency = 1, seed: UInt64? = nil,
    progress: ProgressStyle = .automatic, output: any ProgressOutput = StandardError(),
    isolation: isolated (any Actor)? = #isolation, batches: () -> S
  ) async throws -> History where S.Element == Dataset {
    let options = FitRun.Options(
      epochs: epochs, initialEpoch: initialEpoch, frequency: validationFrequency,
      seed: seed ?? self.seed)
    try check(options, nil, stepsPerEpoch, validationSteps, validationBatchSize)
    var iterator: S.AsyncIterator? = batches().makeAsyncIterator()
    guard var batch = try await iterator?.next(isolation: isolation) else {
      throw TrainingError.noBatches(data: "training data")
    }
    let (compiled, trainer, _) = try resolve(batch, classWeights: classWeights, for: "fit")
    let run = try begin(
      options, compiled, trainer, feed: nil, callbacks: callbacks, progress: progress,
      output: output)
    self.batchSize = batch.count
    self.stepsPerEpoch = stepsPerEpoch
    run.validate = try validator(
      validation, batchSize: validationBatchSize ?? batch.count, steps: validationSteps,
      classWeights: nil, list: run.list)
    setMonitorableKeys(run)
    do {
      _ = try run.begin()
      // With `stepsPerEpoch` an epoch goes on where the last one stopped.
      var isAtHand = true
      for epoch in run.epochs {
        if !isAtHand {
          if let next = try await iterator?.next(isolation: isolation) {
            batch = next
          } else {
            var again = batches().makeAsyncIterator()
            guard let next = try await again.next(isolation: isolation) else {
              throw TrainingError.noBatches(data: "training data of epoch \(epoch + 1)")
            }
            (batch, iterator) = (next, again)
          }
        }
        isAtHand = false
        try run.beginEpoch(epoch, steps: stepsPerEpoch)
        while true {
          let loaded = try load(batch, classWeights: classWeights, isTraining: true)
          if case .stop = try run.take(loaded) { break }
          if let stepsPerEpoch, run.step >= stepsPerEpoch { break }
          guard let next = try await iterator?.next(isolation: isolation) else {
            iterator = nil
            if let stepsPerEpoch {
              run.warn(
                "the data ended after \(run.step) of \(stepsPerEpoch) steps of epoch \(epoch + 1)")
            }
            break
          }
          batch = next
        }
        if case .stop = try run.endEpoch() { break }
      }
      return try run.end()
    } catch {
      run.abandon()
      throw error
    }
  }
}

// The parts of a run.
extension Model {
  private func begin(
    _ options: FitRun.Options, _ compiled: CompiledModel, _ trainer: Trainer,
    feed: (any BatchFeed)?, callbacks: [any Callback], progress: ProgressStyle,
    output: any ProgressOutput
  ) throws -> FitRun {
    if progress != .silent {
      for warning in explanation.warnings { output.write("warning: \(warning)\n") }
    }
    epochs = options.epochs
    batchSize = feed?.batchSize ?? batchSize
    stepsPerEpoch = feed?.steps
    let list = CallbackList(callbacks, context: self, progress: progress, output: output)
    history = list.history
    let run = try FitRun(
      self, compiled: compiled, trainer: trainer, options: options, list: list,
      callbacks: callbacks)
    if progress != .silent {
      run.warn = { output.write("warning: \($0)\n") }
      run.note = { output.write("\($0)\n") }
    }
    return run
  }

  private func perform(_ run: FitRun, _ feed: any BatchFeed) throws -> History {
    try run.perform {
      var from = try run.begin()
      for epoch in run.epochs.clamped(to: from.epoch..<Int.max) where !run.isFinished {
        if run.isStopped, from.step == 0 { break }
        try run.beginEpoch(epoch, steps: feed.steps)
        try feed.begin(epoch: epoch, after: from.step)
        from.step = 0
        while !run.isStopped, let batch = try feed.next() {
          if case .stop = try run.take(batch) { break }
        }
        guard run.step > 0 else {
          throw TrainingError.noBatches(data: "training data of epoch \(epoch + 1)")
        }
        if feed.ranOut {
          run.warn(
            "the data ended after \(run.step) of \(feed.steps ?? 0) steps of epoch \(epoch + 1)")
        }
        if case .stop = try run.endEpoch() { break }
      }
      return try run.end()
    }
  }

  private func setMonitorableKeys(_ run: FitRun) {
    let keys = run.tallies.logs.keys
    monitorableKeys =
      keys + (run.scoreTraining == nil ? [] : keys.map { Model.frozenPrefix + $0 })
      + (run.validate == nil ? [] : keys.map { "val_\($0)" })
  }

  private func scorer(
    _ data: Dataset, _ samples: Samples, _ trainer: Trainer, batchSize: Int
  ) -> () throws -> Logs {
    { [self] in
      let feed = try feed(
        data, samples, trainer, batchSize: batchSize, limit: nil, shuffle: .none, seed: 0,
        isTraining: false)
      return try score(feed, nil).logs
    }
  }

  private func validator(
    _ validation: Validation, batchSize: Int, steps: Int?, classWeights: ClassWeights?,
    list: CallbackList
  ) throws -> (() throws -> Logs)? {
    switch validation {
    case .none, .split: return nil
    case .data(let held):
      let (_, trainer, samples) = try resolve(
        held, .validation, classWeights: classWeights, for: "fit")
      let feed = try feed(
        held, samples, trainer, batchSize: batchSize, limit: steps, shuffle: .none, seed: 0,
        isTraining: false)
      return { [self] in try score(feed, list).logs }
    case .batches(let held):
      guard let first = held.makeIterator().next() else {
        throw TrainingError.noBatches(data: "validation data")
      }
      _ = try resolve(first, .validation, classWeights: classWeights, for: "fit")
      return { [self] in
        let feed = SequenceFeed(
          held, startedAs: held.makeIterator(), batchSize: first.count, limit: steps
        ) { [self] in
          try load($0, .validation, classWeights: classWeights, isTraining: false)
        }
        return try score(feed, list).logs
      }
    }
  }

  /// The programs' batches of samples in memory.
  func feed(
    _ data: Dataset, _ samples: Samples, _ trainer: Trainer, batchSize: Int, limit: Int?,
    shuffle: Shuffle, seed: UInt64, firstEpoch: Int = 0, isTraining: Bool
  ) throws -> ArrayFeed {
    try ArrayFeed(
      data, samples, batchSize: batchSize, limit: limit, restarts: !isTraining, shuffle: shuffle,
      seed: seed, firstEpoch: firstEpoch, layout: try trainer.layout(for: samples.form)
    ) {
      isTraining
        ? try trainer.trainingProgram(batchSize: $0, form: samples.form)
        : try trainer.evaluationProgram(batchSize: $0, form: samples.form)
    }
  }

  /// A program with the rows of one batch in its inputs.
  func load(
    _ batch: Dataset, _ role: DataRole = .only, classWeights: ClassWeights? = nil,
    isTraining: Bool, for action: String = "fit"
  ) throws -> LoadedBatch {
    let (_, trainer, samples) = try resolve(batch, role, classWeights: classWeights, for: action)
    let program =
      isTraining
      ? try trainer.trainingProgram(batchSize: batch.count, form: samples.form)
      : try trainer.evaluationProgram(batchSize: batch.count, form: samples.form)
    for (index, array) in samples.arrays.enumerated() {
      gather(
        range: 0..<batch.count, of: array, into: program.inputs[index],
        as: program.inputTensors[index].dtype)
    }
    return LoadedBatch(
      program: program, layout: try trainer.layout(for: samples.form), batch: batch)
  }

  private func check(
    _ options: FitRun.Options, _ batchSize: Int?, _ stepsPerEpoch: Int?, _ validationSteps: Int?,
    _ validationBatchSize: Int?
  ) throws {
    for (name, value) in [
      ("batchSize", batchSize), ("epochs", options.epochs), ("stepsPerEpoch", stepsPerEpoch),
      ("validationSteps", validationSteps), ("validationBatchSize", validationBatchSize),
    ] {
      if let value { try check(name, value, atLeast: 1) }
    }
    try check("initialEpoch", options.initialEpoch, atLeast: 0)
    try options.frequency.check()
  }

  func check(_ name: String, _ value: Int, atLeast least: Int) throws {
    guard value >= least else {
      throw TrainingError.argument(name, found: "\(value)", wanted: "\(least) or more")
    }
  }
}

extension Duration {
  /// This duration in seconds.
  var seconds: Double {
    Double(components.seconds) + Double(components.attoseconds) * 1e-18
  }
}
