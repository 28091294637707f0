/// Sets the learning rate at the beginning of every epoch.
///
///     let halving = LearningRateScheduler { epoch, rate in epoch % 10 == 9 ? rate / 2 : rate }
///     try model.fit(train, epochs: 100, callbacks: [halving])
///
/// The schedule is given the epoch's index and the rate so far, rounded to float32 as Keras keeps it.
/// At the epoch's end the rate is logged as `learning_rate`.
///
/// - Throws: what the optimizer throws for a rate that is no finite number of 0 or more, and where a
///   schedule of its own decides the rate.
/// - Source: `keras.callbacks.LearningRateScheduler`.
public final class LearningRateScheduler: Callback, KeyAnnouncing {
  private let verbose: Bool
  private let output: any ProgressOutput
  private let schedule: (_ epoch: Int, _ rate: Double) throws -> Double

  /// Sets the rate to what `schedule` returns.
  ///
  /// - Parameters:
  ///   - verbose: whether every rate is told, in Keras's words.
  ///   - output: where that is written.
  public init(
    verbose: Bool = false, output: any ProgressOutput = StandardError(),
    _ schedule: @escaping (_ epoch: Int, _ rate: Double) throws -> Double
  ) {
    self.verbose = verbose
    self.output = output
    self.schedule = schedule
  }

  package var addedKeys: [String] { [learningRateKey] }

  public func wantsBatchEnd(step: Int, of steps: Int?) -> Bool { false }

  public func onEpochBegin(_ epoch: Int, in training: any TrainingContext) throws {
    let rate = try schedule(epoch, training.loggedLearningRate)
    try training.setLearningRate(rate)
    if verbose {
      output.write(
        "\nEpoch \(epoch + 1): LearningRateScheduler setting learning rate to "
          + "\(PythonNumber.text(rate)).\n")
    }
  }

  public func onEpochEnd(
    _ epoch: Int, logs: inout Logs, in training: any TrainingContext
  ) throws -> Continuation {
    logs[learningRateKey] = training.loggedLearningRate
    return .continue
  }
}
