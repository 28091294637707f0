/// Evaluates and predicts with the moving averages of the weights.
///
///     try model.compile(optimizer: Adam(useEMA: true), loss: .crossentropy)
///     try model.fit(train, epochs: 5, validation: .split(0.1), callbacks: [SwapEMAWeights()])
///
/// The optimizer must keep averages. They are exchanged with the weights while an evaluation or a
/// prediction lasts, and with `swapOnEpoch` from each epoch's end to the next one's beginning, so that
/// callbacks after this one save or inspect the averages. In that case the model ends with the averages
/// for weights, in the optimizer too, also where the run was stopped early.
///
/// Keras does not exchange them back after a prediction, and after an early stop leaves the
/// weights in the place of the averages; here neither happens.
///
/// - Throws: what the model throws where its optimizer keeps no averages.
/// - Source: `keras.callbacks.SwapEMAWeights`.
public final class SwapEMAWeights: Callback, KeyAnnouncing {
  /// Whether the averages are in the model from each epoch's end on.
  public let swapOnEpoch: Bool

  /// What the averages are in the model for.
  private enum Use: String, Codable {
    case nothing, pass, epochEnd
  }
  private var use = Use.nothing

  /// Exchanges for evaluations and predictions, and with `swapOnEpoch` from epoch to epoch too.
  public init(swapOnEpoch: Bool = false) { self.swapOnEpoch = swapOnEpoch }

  public func wantsBatchEnd(step: Int, of steps: Int?) -> Bool { false }

  private func swap(_ training: any TrainingContext, for next: Use) throws {
    try training.swapAveragedWeights()
    use = next
  }

  public func onTrainBegin(in training: any TrainingContext) throws {
    // An evaluation that ended by an error left them there.
    if use == .pass { try swap(training, for: .nothing) }
  }

  public func onEpochBegin(_ epoch: Int, in training: any TrainingContext) throws {
    if use == .epochEnd { try swap(training, for: .nothing) }
  }

  public func onEpochEnd(
    _ epoch: Int, logs: inout Logs, in training: any TrainingContext
  ) throws -> Continuation {
    if swapOnEpoch, use == .nothing { try swap(training, for: .epochEnd) }
    return .continue
  }

  public func onTrainEnd(logs: inout Logs, in training: any TrainingContext) throws {
    guard use == .epochEnd else { return }
    let averages = training.weights
    try swap(training, for: .nothing)
    try training.setWeights(averages)
  }

  public func onTestBegin(in training: any TrainingContext) throws { try passBegin(training) }
  public func onTestEnd(logs: inout Logs, in training: any TrainingContext) throws {
    try passEnd(training)
  }
  public func onPredictBegin(in training: any TrainingContext) throws { try passBegin(training) }
  public func onPredictEnd(in training: any TrainingContext) throws { try passEnd(training) }

  private func passBegin(_ training: any TrainingContext) throws {
    if use == .nothing { try swap(training, for: .pass) }
  }

  private func passEnd(_ training: any TrainingContext) throws {
    if use == .pass { try swap(training, for: .nothing) }
  }
}

/// A checkpoint keeps the weights and the averages as they are, exchanged or not; this says which.
extension SwapEMAWeights: ResumableCallback {
  private struct Memory: Codable {
    var swapOnEpoch: Bool
    var use: Use
  }

  public func savedState() throws -> CallbackState {
    try CallbackState(of: "SwapEMAWeights", Memory(swapOnEpoch: swapOnEpoch, use: use))
  }

  public func restore(_ state: CallbackState) throws {
    let memory = try state.memory(Memory.self, of: "SwapEMAWeights")
    guard memory.swapOnEpoch == swapOnEpoch, state.arrays.isEmpty else {
      throw CallbackError.state(
        callback: "SwapEMAWeights", found: "one with swapOnEpoch: \(memory.swapOnEpoch)",
        wanted: "one with swapOnEpoch: \(swapOnEpoch)")
    }
    use = memory.use
  }
}
