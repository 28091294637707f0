import AssayCore
import AssayData
import AssayModel

/// What `fit` validates on after each epoch.
public enum Validation: Sendable {
  /// Nothing.
  case none
  /// The last fraction of the training data, which is then not trained on; cut off before any shuffling.
  case split(Double)
  /// Data of its own.
  case data(Dataset)
}

extension Model {
  /// Trains for `epochs` passes over `data`.
  ///
  ///     let history = try model.fit(train, epochs: 5, validation: .split(0.1))
  ///
  /// The last batch may be smaller and counts by its size. Epochs are shuffled by (seed, epoch).
  ///
  /// - Parameters:
  ///   - initialEpoch: the index of the first epoch; `epochs` is the end, not a number.
  ///   - seed: of the shuffling and of dropout; that of the model by default.
  ///   - output: where progress and warnings are written.
  /// - Returns: the figures of every epoch, also kept in ``history``.
  /// - Throws: ``DataError``, ``TrainingError``, ``ResolutionError``, ``MetricError`` and what callbacks
  ///   throw. The weights keep the steps taken, and ``history`` the epochs ended.
  @discardableResult
  public func fit(
    _ data: Dataset, batchSize: Int = 32, epochs: Int = 1, validation: Validation = .none,
    shuffle: Bool = true, callbacks: [any Callback] = [], initialEpoch: Int = 0,
    seed: UInt64? = nil, progress: ProgressStyle = .automatic,
    output: any ProgressOutput = StandardError()
  ) throws -> History {
    try check("batchSize", batchSize, atLeast: 1)
    try check("epochs", epochs, atLeast: 1)
    try check("initialEpoch", initialEpoch, atLeast: 0)
    let (train, held) = try Self.divide(data, validation)
    // Before a split, so that errors count the rows that were given.
    let (compiled, trainer) = try resolve(data, for: "fit")
    if case .data(let held) = validation { _ = try resolve(held, .validation, for: "fit") }
    try warn(compiled, progress: progress, output: output)

    let order = shuffle ? RowOrder(count: train.count) : nil
    let loader = try BatchLoader(
      train.inputs + train.labels, count: train.count, batchSize: batchSize, order: order
    ) { try trainer.trainingProgram(batchSize: $0) }
    self.epochs = epochs
    self.batchSize = batchSize
    var tallies = Tallies(compiled, outputNames: try network().outputNames)
    let keys = tallies.logs.keys
    monitorableKeys = keys + (held == nil ? [] : keys.map { "val_\($0)" })

    stepsPerEpoch = loader.plan.steps
    let list = CallbackList(callbacks, context: self, progress: progress, output: output)
    history = list.history
    var last = Logs()
    do {
      try list.trainBegin()
      for epoch in initialEpoch..<max(epochs, initialEpoch) {
        stepsPerEpoch = loader.plan.steps
        tallies.reset()
        try list.epochBegin(epoch)
        let start = ContinuousClock.now
        order?.shuffle(seed: seed ?? self.seed, epoch: epoch)
        try trainEpoch(epoch, loader, trainer, &tallies, list, seed: seed ?? self.seed)
        let seconds = (ContinuousClock.now - start).seconds
        last = tallies.logs
        if let held {
          last.merge(try validate(held, batchSize: batchSize, list).prefixed("val_"))
        }
        let answer = try list.epochEnd(epoch, logs: last, seconds: seconds)
        history = list.history
        if case .stop = answer { break }
      }
      try list.trainEnd(logs: last)
    } catch {
      list.abandon()
      history = list.history
      throw error
    }
    history = list.history
    return history
  }

  private func trainEpoch(
    _ epoch: Int, _ loader: BatchLoader, _ trainer: Trainer, _ tallies: inout Tallies,
    _ list: CallbackList, seed: UInt64
  ) throws {
    let steps = loader.plan.steps
    let inputCount = graphInputs.count
    for step in 0..<steps {
      try list.trainBatchBegin(step)
      let program = loader.load(step)
      try trainer.step(program, epoch: epoch, step: step, seed: seed)
      guard program.loss.isFinite else {
        throw TrainingError.diverged(epoch: epoch, step: step, loss: program.loss)
      }
      try tallies.add(program, inputCount: inputCount)
      if list.wantsBatchEnd(step: step, of: steps) {
        if case .stop = try list.trainBatchEnd(step, logs: tallies.logs) { return }
      }
    }
  }

  private func validate(
    _ data: Dataset, batchSize: Int, _ list: CallbackList
  ) throws -> Logs {
    try pass(over: data, batchSize: batchSize, list, isValidation: true).logs
  }

  private static func divide(
    _ data: Dataset, _ validation: Validation
  ) throws -> (Dataset, Dataset?) {
    switch validation {
    case .none: return (data, nil)
    case .data(let held): return (data, held)
    case .split(let fraction):
      let (train, held) = try data.split(validation: fraction)
      return (train, held)
    }
  }

  func check(_ name: String, _ value: Int, atLeast least: Int) throws {
    guard value >= least else {
      throw TrainingError.argument(name, found: "\(value)", wanted: "\(least) or more")
    }
  }

  private func warn(
    _ compiled: CompiledModel, progress: ProgressStyle, output: any ProgressOutput
  ) throws {
    guard progress != .silent else { return }
    for warning in compiled.explanation.warnings { output.write("warning: \(warning)\n") }
  }
}

extension Duration {
  /// This duration in seconds.
  var seconds: Double {
    Double(components.seconds) + Double(components.attoseconds) * 1e-18
  }
}
