/// Ends training when the loss is NaN or infinite.
///
///     let history = try model.fit(train, epochs: 5, callbacks: [TerminateOnNaN()])
///     history.stopReason   // "the loss is nan at batch 17 of epoch 2"
///
/// The epoch's end still comes, so the history has the epoch that was cut short. Without this callback
/// `fit` throws ``TrainingError/diverged(epoch:step:loss:)``.
///
/// - Throws: ``CallbackError/invalidLoss(step:loss:)`` where asked to.
/// - Source: `keras.callbacks.TerminateOnNaN`.
public final class TerminateOnNaN: Callback, KeyAnnouncing {
  /// Whether the run ends by an error, so that no other callback goes on as if training had ended well.
  public let raiseError: Bool

  private let output: any ProgressOutput
  // Not known where a resumed run begins inside an epoch.
  private var epoch: Int?

  /// Ends the run at the first loss that is no number.
  ///
  /// - Parameter output: where it is told, in Keras's words.
  public init(raiseError: Bool = false, output: any ProgressOutput = StandardError()) {
    self.raiseError = raiseError
    self.output = output
  }

  public var handlesDivergence: Bool { true }

  public func onTrainBegin(in training: any TrainingContext) { epoch = nil }

  public func onEpochBegin(_ epoch: Int, in training: any TrainingContext) { self.epoch = epoch }

  public func onTrainBatchEnd(
    _ step: Int, logs: inout Logs, in training: any TrainingContext
  ) throws -> Continuation {
    guard let loss = logs["loss"], !loss.isFinite else { return .continue }
    if raiseError { throw CallbackError.invalidLoss(step: step, loss: loss) }
    output.write("Batch \(step): Invalid loss, terminating training\n")
    let place = epoch.map { " of epoch \($0 + 1)" } ?? ""
    return .stop(reason: "the loss is \(loss) at batch \(step + 1)\(place)")
  }
}
