/// Where and when `fit` saves itself, so that a run that was killed can go on.
///
///     try model.fit(train, epochs: 50, checkpoint: Checkpointing("runs/digits", everySteps: 100, resume: true))
///
/// A resumed run ends with the same bytes as one that was never killed: weights, history, and the folder
/// itself. It has to be given the same model, data and arguments; a greater number of epochs goes on from
/// the end of the last one.
///
/// The folder belongs to one run, and is locked while that uses it. It holds the last two states, each one
/// file that is whole or absent: weights, the optimizer's buffers, counters, metrics in the middle of an
/// epoch, what callbacks remember, and the history. There is no path, host or time in them.
public struct Checkpointing: Sendable, Equatable {
  /// The folder; it is made where it is missing.
  public var directory: String
  /// The steps between two savings inside an epoch; `nil` saves at the ends of epochs alone.
  public var everySteps: Int?
  /// Whether to go on from the newest good state, or to begin where there is none.
  public var resume: Bool
  /// Whether the states are removed once the run has ended.
  public var deletesWhenFinished: Bool

  public init(
    _ directory: String, everySteps: Int? = nil, resume: Bool = false,
    deletesWhenFinished: Bool = false
  ) {
    self.directory = directory
    self.everySteps = everySteps
    self.resume = resume
    self.deletesWhenFinished = deletesWhenFinished
  }
}

/// Saves the run and goes on with it when it is started again, as `Checkpointing` does; for those who
/// look for it among the callbacks.
///
///     callbacks: [BackupAndRestore("backup")]
///
/// - Source: `keras.callbacks.BackupAndRestore`, which forgets what other callbacks remember.
public final class BackupAndRestore: Callback {
  public let checkpointing: Checkpointing

  /// - Parameters:
  ///   - everySteps: the steps between two savings inside an epoch; `nil` saves at the ends of epochs alone.
  ///   - deletesCheckpoint: whether the folder is emptied once the run has ended.
  public init(_ directory: String, everySteps: Int? = nil, deletesCheckpoint: Bool = true) {
    checkpointing = Checkpointing(
      directory, everySteps: everySteps, resume: true, deletesWhenFinished: deletesCheckpoint)
  }

  public func wantsBatchEnd(step: Int, of steps: Int?) -> Bool { false }
}
