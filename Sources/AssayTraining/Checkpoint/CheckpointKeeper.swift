import AssayCore
import AssayModel

/// What a run saves and goes on from.
final class CheckpointKeeper {
  let options: Checkpointing
  private let folder: CheckpointFolder
  private let facts: Checkpoint.Facts
  /// Those with a memory.
  private let callbacks: [any ResumableCallback]

  init(
    _ options: Checkpointing, facts: Checkpoint.Facts, callbacks: [any ResumableCallback]
  ) throws {
    self.options = options
    self.facts = facts
    self.callbacks = callbacks
    folder = try CheckpointFolder(options)
  }

  /// Whether the state before this step of an epoch is to be saved.
  func isDue(atStep step: Int) -> Bool {
    options.everySteps.map { step > 0 && step % $0 == 0 } ?? false
  }

  /// The newest good state that this run can go on from; `nil` where the folder holds none.
  ///
  /// - Parameters:
  ///   - epochs: those asked for: a finished run of fewer goes on from the end of its last one.
  /// - Throws: ``CheckpointError`` where all there are are bad, and for a state of another run.
  func newest(
    epochs: Int, warn: (String) -> Void
  ) throws -> Checkpoint? {
    var reasons: [String] = []
    for name in try folder.files() {
      let checkpoint: Checkpoint
      do {
        checkpoint = try Checkpoint(try folder.read(name), name: folder.path + "/" + name)
      } catch let error as CheckpointError {
        reasons.append("\(error)")
        continue
      }
      try check(checkpoint.facts, name)
      let goesFurther =
        checkpoint.place.isFinished && checkpoint.place.stopReason == nil
        && epochs > checkpoint.place.epochs
      if goesFurther { continue }
      for reason in reasons { warn(reason) }
      return checkpoint
    }
    guard reasons.isEmpty else {
      throw CheckpointError.noneGood(directory: folder.path, reasons: reasons)
    }
    return nil
  }

  private func check(_ other: Checkpoint.Facts, _ name: String) throws {
    let file = folder.path + "/" + name
    func same<T: Equatable>(_ what: String, _ found: T, _ wanted: T) throws {
      guard found == wanted else {
        throw CheckpointError.other(
          file: file, what: what, found: "\(found)", wanted: "\(wanted)")
      }
    }
    try same("model", other.weights, facts.weights)
    try same("optimizer", other.optimizer, facts.optimizer)
    try same("list of figures", other.figures, facts.figures)
    try same("list of callbacks", other.callbacks, facts.callbacks)
    func count(_ samples: Int?) -> String { samples.map { "\($0)" } ?? "that of a sequence" }
    try same("number of samples", count(other.samples), count(facts.samples))
    try same("batch size", other.batchSize, facts.batchSize)
    try same("number of steps an epoch", other.stepsPerEpoch ?? 0, facts.stepsPerEpoch ?? 0)
    try same("shuffling", other.shuffle, facts.shuffle)
    try same("seed", other.seed, facts.seed)
    try same("first epoch", other.initialEpoch, facts.initialEpoch)
  }

  /// Saves a state.
  func save(_ place: Checkpoint.Place, of model: Model, tallies: Tallies) throws {
    let (_, trainer) = try model.resolved()
    let checkpoint = Checkpoint(
      facts: facts, place: place, weights: try model.network().numbers,
      optimizer: trainer.updater.state.map { ($0.name, Array($0.buffer)) },
      tallies: try tallies.savedState(),
      callbacks: try callbacks.map { try $0.savedState() })
    let name =
      place.isFinished
      ? CheckpointFolder.finished : CheckpointFolder.name(epoch: place.epoch, step: place.step)
    try folder.write(try checkpoint.file(), as: name)
  }

  /// Puts model, metrics and callbacks into a saved state.
  ///
  /// - Throws: ``CheckpointError/other(file:what:found:wanted:)`` where the optimizer keeps other numbers.
  func restore(_ checkpoint: Checkpoint, to model: Model, tallies: inout Tallies) throws {
    let (_, trainer) = try model.resolved()
    let state = trainer.updater.state
    let found = checkpoint.optimizer.map { "\($0.name) [\($0.values.count)]" }
    let wanted = state.map { "\($0.name) [\($0.buffer.count)]" }
    guard found == wanted else {
      throw CheckpointError.other(
        file: folder.path, what: "optimizer's memory", found: found.joined(separator: ", "),
        wanted: wanted.joined(separator: ", "))
    }
    // The model last: what is refused leaves it as it was.
    try tallies.restore(checkpoint.tallies)
    for (callback, state) in zip(callbacks, checkpoint.callbacks) {
      if let state { try callback.restore(state) }
    }
    try model.network().setNumbers(checkpoint.weights)
    for (saved, buffer) in zip(checkpoint.optimizer, state.map(\.buffer)) {
      for index in buffer.indices { buffer[index] = saved.values[index] }
    }
    trainer.updater.iterations = checkpoint.place.iterations
    if let rate = checkpoint.place.learningRate { try model.setLearningRate(rate.value) }
  }

  /// The run has ended, and all that it made is there.
  func finish() throws { if options.deletesWhenFinished { try folder.removeAll() } }
}
