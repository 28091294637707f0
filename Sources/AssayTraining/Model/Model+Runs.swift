import AssayCore
import AssayData
import AssayModel

// The parts of a run.
extension Model {
  func begin(
    _ options: FitRun.Options, _ compiled: CompiledModel, _ trainer: Trainer,
    feed: (any BatchFeed)?, callbacks: [any Callback], progress: ProgressStyle,
    output: any ProgressOutput
  ) throws -> FitRun {
    if progress != .silent {
      for warning in explanation.warnings { output.write("warning: \(warning.printable())\n") }
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
      run.warn = { output.write("warning: \($0.printable())\n") }
      run.note = { output.write("\($0.printable())\n") }
    }
    return run
  }

  func perform(_ run: FitRun, _ feed: any BatchFeed) throws -> History {
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

  func setMonitorableKeys(_ run: FitRun) {
    let keys = run.tallies.logs.keys
    monitorableKeys =
      keys + (run.scoreTraining == nil ? [] : keys.map { Model.frozenPrefix + $0 })
      + (run.validate == nil ? [] : keys.map { "val_\($0)" })
  }

  func scorer(
    _ data: Dataset, _ samples: Samples, _ trainer: Trainer, batchSize: Int
  ) -> () throws -> Logs {
    { [self] in
      let feed = try feed(
        data, samples, trainer, batchSize: batchSize, limit: nil, shuffle: .none, seed: 0,
        isTraining: false)
      return try score(feed, nil).logs
    }
  }

  func validator(
    _ validation: Validation, batchSize: Int, steps: Int?, classWeights: ClassWeights?,
    keepsFeatures: Bool = false, list: CallbackList
  ) throws -> (() throws -> Logs)? {
    switch validation {
    case .none, .split: return nil
    case .data(let held):
      let (_, trainer, samples) = try resolve(
        held, .validation, classWeights: classWeights, for: "fit")
      let feed = try feed(
        held, samples, trainer, batchSize: batchSize, limit: steps, shuffle: .none, seed: 0,
        keepsFeatures: keepsFeatures, isTraining: false)
      return { [self] in try score(feed, list).logs }
    case .batches(let held):
      guard let first = try held.makeIterator().next() else {
        throw TrainingError.noBatches(data: "validation data")
      }
      _ = try resolve(first, .validation, classWeights: classWeights, for: "fit")
      return { [self] in
        let feed = SequenceFeed(
          held, startedAs: try held.makeIterator(), batchSize: first.count, limit: steps
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
    shuffle: Shuffle, seed: UInt64, firstEpoch: Int = 0, keepsFeatures: Bool = false,
    isTraining: Bool
  ) throws -> ArrayFeed {
    try ArrayFeed(
      data, samples, batchSize: batchSize, limit: limit, restarts: !isTraining, shuffle: shuffle,
      seed: seed, firstEpoch: firstEpoch, keepsFeatures: keepsFeatures,
      layout: try trainer.layout(for: samples.form)
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

  func check(
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
    guard options.initialEpoch.isCount else {
      throw TrainingError.argument(
        "initialEpoch", found: "\(options.initialEpoch)", wanted: "less than 2^53")
    }
    try options.frequency.check()
  }

  func check(_ name: String, _ value: Int, atLeast least: Int) throws {
    guard value >= least else {
      throw TrainingError.argument(name, found: "\(value)", wanted: "\(least) or more")
    }
  }
}
