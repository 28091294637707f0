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
  /// Scores the validation data; `nil` where there are none.
  var validate: (() throws -> Logs)?
  /// Scores the training data with the weights as they are.
  var scoreTraining: (() throws -> Logs)?
  /// Warnings go here.
  var warn: (String) -> Void = { _ in }

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
    handlesDivergence = callbacks.contains(where: \.handlesDivergence)
    tallies = Tallies(compiled, network: try model.network())
  }

  var epochs: Range<Int> { options.initialEpoch..<max(options.epochs, options.initialEpoch) }

  func begin() throws { try list.trainBegin() }

  func beginEpoch(_ index: Int, steps: Int?) throws {
    model.stepsPerEpoch = steps
    epoch = index
    step = 0
    tallies.reset()
    ownLogs = nil
    try list.epochBegin(index)
    start = ContinuousClock.now
  }

  /// Takes one step.
  func take(_ batch: LoadedBatch) throws -> Continuation {
    try list.trainBatchBegin(step)
    if let own = options.step {
      ownLogs = try own(model, batch.rows, StepMoment(epoch: epoch, step: step))
    } else {
      try trainer.step(batch.program, epoch: epoch, step: step, seed: options.seed)
      let loss = batch.program.loss
      guard loss.isFinite || handlesDivergence else {
        throw TrainingError.diverged(epoch: epoch, step: step, loss: loss)
      }
      try tallies.add(batch.program, batch.layout)
    }
    let taken = step
    step += 1
    guard list.wantsBatchEnd(step: taken, of: model.stepsPerEpoch) else { return .continue }
    return try list.trainBatchEnd(taken, logs: ownLogs ?? tallies.logs)
  }

  func endEpoch() throws -> Continuation {
    let seconds = (ContinuousClock.now - start).seconds
    last = ownLogs ?? tallies.logs
    if let scoreTraining { last.merge(try scoreTraining().prefixed(Model.frozenPrefix)) }
    if let validate, options.frequency.includes(epoch) {
      last.merge(try validate().prefixed("val_"))
    }
    let answer = try list.epochEnd(epoch, logs: last, seconds: seconds)
    model.history = list.history
    return answer
  }

  func end() throws -> History {
    trainer.finish()
    try list.trainEnd(logs: last)
    model.history = list.history
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
