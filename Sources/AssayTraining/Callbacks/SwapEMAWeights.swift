import AssayCore

/// Evaluates and predicts with the moving averages of the weights.
///
///     try model.compile(optimizer: Adam(useEMA: true), loss: .crossentropy)
///     try model.fit(train, epochs: 5, validation: .split(0.1), callbacks: [SwapEMAWeights()])
///
/// The optimizer must keep averages. They are exchanged with the weights while an evaluation or a
/// prediction lasts. With `swapOnEpoch` they are in the model from each epoch's end to the next one's
/// beginning too, so that callbacks after this one save or inspect them; the weights are kept here
/// meanwhile, so that the run ends with the averages wherever it is stopped.
///
/// Keras does not exchange them back after a prediction, and a run that is stopped early ends with
/// the weights and not their averages; here neither happens.
///
/// - Throws: what the model throws where its optimizer keeps no averages.
/// - Source: `keras.callbacks.SwapEMAWeights`.
public final class SwapEMAWeights: Callback, KeyAnnouncing {
  /// Whether the averages are in the model from each epoch's end on.
  public let swapOnEpoch: Bool

  private var isInPass = false
  // The weights, while the averages are in the model between two epochs.
  private var kept: [Tensor]?
  // Whose weights a restored state must fit.
  private weak var training: (any TrainingContext)?

  /// Exchanges for evaluations and predictions, and with `swapOnEpoch` from epoch to epoch too.
  public init(swapOnEpoch: Bool = false) { self.swapOnEpoch = swapOnEpoch }

  public func wantsBatchEnd(step: Int, of steps: Int?) -> Bool { false }

  public func onTrainBegin(in training: any TrainingContext) throws {
    self.training = training
    // An evaluation that ended by an error left them there.
    try passEnd(training)
  }

  public func onEpochBegin(_ epoch: Int, in training: any TrainingContext) throws {
    guard let kept else { return }
    try training.setWeights(kept)
    self.kept = nil
  }

  public func onEpochEnd(
    _ epoch: Int, logs: inout Logs, in training: any TrainingContext
  ) throws -> Continuation {
    guard swapOnEpoch, kept == nil else { return .continue }
    let weights = training.weights
    try training.swapAveragedWeights()
    let averages = training.weights
    try training.swapAveragedWeights()
    try training.setWeights(averages)
    kept = weights
    return .continue
  }

  public func onTrainEnd(logs: inout Logs, in training: any TrainingContext) { kept = nil }

  public func onTestBegin(in training: any TrainingContext) throws { try passBegin(training) }
  public func onTestEnd(logs: inout Logs, in training: any TrainingContext) throws {
    try passEnd(training)
  }
  public func onPredictBegin(in training: any TrainingContext) throws { try passBegin(training) }
  public func onPredictEnd(in training: any TrainingContext) throws { try passEnd(training) }

  private func passBegin(_ training: any TrainingContext) throws {
    guard kept == nil, !isInPass else { return }
    try training.swapAveragedWeights()
    isInPass = true
  }

  private func passEnd(_ training: any TrainingContext) throws {
    guard isInPass else { return }
    try training.swapAveragedWeights()
    isInPass = false
  }
}

extension SwapEMAWeights: ResumableCallback {
  private struct Memory: Codable {
    var swapOnEpoch: Bool
    var keepsWeights: Bool
    var isInPass: Bool
  }

  public func savedState() throws -> CallbackState {
    try CallbackState(
      of: "SwapEMAWeights",
      Memory(swapOnEpoch: swapOnEpoch, keepsWeights: kept != nil, isInPass: isInPass),
      arrays: kept ?? [])
  }

  public func restore(_ state: CallbackState) throws {
    let memory = try state.memory(Memory.self, of: "SwapEMAWeights")
    guard memory.swapOnEpoch == swapOnEpoch else {
      throw refusal(
        of: "one with swapOnEpoch: \(memory.swapOnEpoch)",
        wanted: "one with swapOnEpoch: \(swapOnEpoch)")
    }
    guard memory.keepsWeights || state.arrays.isEmpty, swapOnEpoch || !memory.keepsWeights else {
      throw refusal(of: "a contradiction", wanted: "weights only where it keeps them")
    }
    let shapes = state.arrays.map(\.shape)
    if memory.keepsWeights, let training, shapes != training.weights.map(\.shape) {
      throw refusal(
        of: "one with weights \(shapes)",
        wanted: "weights of the model's \(training.weights.map(\.shape))")
    }
    kept = memory.keepsWeights ? state.arrays : nil
    isInPass = memory.isInPass
  }

  private func refusal(of found: String, wanted: String) -> CallbackError {
    .state(callback: "SwapEMAWeights", found: found, wanted: wanted)
  }
}
