import AssayCore
import AssayData
import AssayModel

/// One run of `fit`: everything round its steps, whoever brings the batches.
final class FitRun {
  /// What was asked for beside the data.
  struct Options {
    var epochs = 1
    var initialEpoch = 0
    var frequency = ValidationFrequency(every: 1)
    var seed: UInt64 = 0
    var step: StepFunction?
  }

  let model: Model
  let options: Options
  let list: CallbackList
  private let trainer: Trainer
  private let handlesDivergence: Bool
  // Callbacks hear of so many steps at once; executions begin at the multiples.
  private let stepsPerExecution: Int
  /// Scores the validation data; `nil` where there are none.
  var validate: (() throws -> Logs)?
  /// Scores the training data with the weights as they are.
  var scoreTraining: (() throws -> Logs)?
  /// Warnings go here.
  var warn: (String) -> Void = { _ in }
  /// What else a reader wants to know goes here.
  var note: (String) -> Void = { _ in }
  /// Saves the run; `nil` where nobody asked for it.
  var keeper: CheckpointKeeper?
  var interruption: Interruption?

  private(set) var tallies: Tallies
  private(set) var epoch = 0
  /// The steps taken in this epoch.
  private(set) var step = 0
  private var last = Logs()
  private var ownLogs: Logs?
  private var start = ContinuousClock.now

  init(
    _ model: Model, compiled: CompiledModel, trainer: Trainer, options: Options,
    list: CallbackList, callbacks: [any Callback]
  ) throws {
    self.model = model
    self.trainer = trainer
    self.options = options
    self.list = list
    list.stepMayAdd = options.step != nil
    stepsPerExecution = model.stepsPerExecution
    handlesDivergence = callbacks.contains(where: \.handlesDivergence)
    tallies = Tallies(compiled, network: try model.network())
  }

  var epochs: Range<Int> { options.initialEpoch..<max(options.epochs, options.initialEpoch) }

  /// - Returns: where the run goes on, from a checkpoint or from its start.
  func begin() throws -> (epoch: Int, step: Int) {
    try list.trainBegin()
    epoch = options.initialEpoch
    guard let keeper, let saved = try keeper.newest(epochs: options.epochs, warn: warn) else {
      if let keeper, keeper.options.resume {
        note("no checkpoint in \(keeper.options.directory) yet: beginning from the start")
      }
      return (epoch, 0)
    }
    try keeper.restore(saved, to: model, tallies: &tallies)
    list.resume(saved.place.history)
    model.history = list.history
    last = saved.place.last
    isFinished = saved.place.isFinished
    (epoch, step) = (saved.place.epoch, saved.place.step)
    ownLogs = saved.place.own
    if step > 0 { resumesInEpoch = true }
    note(
      isFinished
        ? "this run has ended before, in \(keeper.options.directory)"
        : "going on from \(keeper.options.directory), epoch \(epoch + 1), step \(step + 1)")
    return (epoch, step)
  }

  /// Whether the run that is resumed had already ended.
  private(set) var isFinished = false
  // The next epoch began before the run was killed.
  private var resumesInEpoch = false

  /// Whether nothing more is to be trained.
  var isStopped: Bool { isFinished || list.stopReason != nil }

  func beginEpoch(_ index: Int, steps: Int?) throws {
    model.stepsPerEpoch = steps
    epoch = index
    if resumesInEpoch {
      // What callbacks did when the epoch began is part of the saved state.
      resumesInEpoch = false
      list.epochResume(index)
    } else {
      step = 0
      ownLogs = nil
      tallies.reset()
      try list.epochBegin(index)
    }
    start = ContinuousClock.now
  }

  /// The state before the next step.
  private func place(isFinished: Bool = false) -> Checkpoint.Place {
    var history = list.history
    // Time is no part of what a run is.
    history.seconds = []
    return Checkpoint.Place(
      epoch: epoch, step: step, epochs: options.epochs, isFinished: isFinished,
      stopReason: list.stopReason, last: last, own: step > 0 ? ownLogs : nil,
      learningRate: trainer.optimizer.learningRate.constant.map { JSONNumber(value: $0) },
      iterations: trainer.updater.iterations, history: history)
  }

  /// Saves where that is due, and ends the run where that was asked for.
  private func afterStep() throws {
    let isInterrupted = interruption?.isRequested == true
    if let keeper, isInterrupted || keeper.isDue(atStep: step) {
      try keeper.save(place(), of: model, tallies: tallies)
    }
    if isInterrupted {
      throw TrainingError.interrupted(
        epoch: epoch, step: step, checkpoint: keeper?.options.directory)
    }
  }

  /// Takes one step.
  func take(_ batch: LoadedBatch) throws -> Continuation {
    if step % stepsPerExecution == 0 { try list.trainBatchBegin(step) }
    if let own = options.step {
      ownLogs = try own(model, batch.rows, StepMoment(epoch: epoch, step: step))
    } else {
      try trainer.step(
        batch.program, epoch: epoch, step: step, seed: options.seed,
        hasFeatures: batch.hasFeatures)
      let loss = batch.program.loss
      guard loss.isFinite || handlesDivergence else {
        throw TrainingError.diverged(epoch: epoch, step: step, loss: loss)
      }
      try tallies.add(batch.program, batch.layout)
    }
    step += 1
    let answer = step % stepsPerExecution == 0 ? try endExecution() : .continue
    if keeper != nil || interruption != nil { try afterStep() }
    return answer
  }

  /// Tells of the last step taken.
  private func endExecution() throws -> Continuation {
    guard list.wantsBatchEnd(step: step - 1, of: model.stepsPerEpoch) else { return .continue }
    return try list.trainBatchEnd(step - 1, logs: ownLogs ?? tallies.logs)
  }

  func endEpoch() throws -> Continuation {
    // The last execution may be shorter; the list remembers a stop.
    if step % stepsPerExecution != 0 { _ = try endExecution() }
    let seconds = (ContinuousClock.now - start).seconds
    last = ownLogs ?? tallies.logs
    if let scoreTraining { last.merge(try scoreTraining().prefixed(Model.frozenPrefix)) }
    if let validate, options.frequency.includes(epoch) {
      last.merge(try validate().prefixed("val_"))
    }
    let answer = try list.epochEnd(epoch, logs: last, seconds: seconds)
    model.history = list.history
    if let keeper {
      (epoch, step) = (epoch + 1, 0)
      tallies.reset()
      try keeper.save(place(), of: model, tallies: tallies)
    }
    return answer
  }

  func end() throws -> History {
    if !isFinished { trainer.finish() }
    try list.trainEnd(logs: last)
    model.history = list.history
    if let keeper {
      if !isFinished { try keeper.save(place(isFinished: true), of: model, tallies: tallies) }
      try keeper.finish()
    }
    return list.history
  }

  /// Runs `body`; where it throws, the run ends in order.
  func perform<R>(_ body: () throws -> R) throws -> R {
    do {
      return try body()
    } catch {
      abandon()
      throw error
    }
  }

  /// Leaves the run as it is: the history has the epochs that have ended.
  func abandon() {
    list.abandon()
    model.history = list.history
  }
}

/// When a step is taken: both count from 0.
public struct StepMoment: Sendable, Equatable {
  public let epoch: Int
  public let step: Int

  public init(epoch: Int, step: Int) {
    self.epoch = epoch
    self.step = step
  }
}

/// A training step of one's own: trains on a batch and says what is logged, as running figures.
///
///     try model.fit(data, step: { model, batch, moment in
///       try model.trainStep(batch, epoch: moment.epoch, step: moment.step)
///     })
public typealias StepFunction = (Model, Dataset, StepMoment) throws -> Logs
