import AssayCore

/// Stops training when a figure has stopped improving.
///
///     better when higher:  improved = value − minDelta > best
///     better when lower:   improved = value + minDelta < best
///
///     try model.fit(
///       train, epochs: 100, validation: .split(0.2),
///       callbacks: [EarlyStopping(patience: 3, restoreBestWeights: true)])
///
/// The first value is always an improvement, unless it is NaN: NaN never is. The first epoch of all
/// (index 0) never stops. With a baseline the count of ``wait`` goes on through improvements that do
/// not beat it, but an epoch that improves never stops. The same instance can be used for several
/// runs; each begins afresh.
///
/// - Throws: ``CallbackError/monitorMissing(callback:monitor:available:)`` where Keras warns and never
///   stops, and ``CallbackError/directionUnknown(callback:monitor:)``; before the first step where
///   that is certain then, else at the end of the first epoch that counts. An epoch without validation
///   among others with it is passed over.
/// - Source: `keras.callbacks.EarlyStopping`.
public final class EarlyStopping: Callback, Monitoring {
  /// Which way the monitored figure is better.
  public typealias Mode = MonitorMode

  /// The key of the logs that is watched.
  public var monitor: String { rule.monitor }
  /// The least change that counts as an improvement.
  public var minDelta: Double { rule.minDelta }
  /// The epochs without improvement after which training stops.
  public let patience: Int
  /// Which way the figure is better.
  public var mode: Mode { rule.mode }
  /// The value to beat; `nil` for none.
  public let baseline: Double?
  /// Whether the model ends with the weights of the best epoch, also where nothing stopped it.
  public let restoreBestWeights: Bool
  /// The first epoch that counts.
  public let startFromEpoch: Int

  /// The epochs since the last improvement.
  public private(set) var wait = 0
  /// The best value so far; `nil` before the first that is not NaN.
  public private(set) var best: Double?
  /// The epoch of the best value.
  public private(set) var bestEpoch: Int?
  /// The epoch in which this callback stopped the run; `nil` if it did not.
  public private(set) var stoppedEpoch: Int?

  private let verbose: Bool
  private let output: any ProgressOutput
  private var rule: MonitorRule
  private var bestWeights: [Tensor]?
  // Whose weights a restored state must fit.
  private weak var training: (any TrainingContext)?

  /// Stops where `monitor` has not improved for `patience` epochs.
  ///
  /// - Parameters:
  ///   - minDelta: its sign does not matter.
  ///   - verbose: whether stopping and restoring are told, in Keras's words.
  ///   - output: where that is written.
  public init(
    monitor: String = "val_loss", minDelta: Double = 0, patience: Int = 0, verbose: Bool = false,
    mode: Mode = .auto, baseline: Double? = nil, restoreBestWeights: Bool = false,
    startFromEpoch: Int = 0, output: any ProgressOutput = StandardError()
  ) {
    rule = MonitorRule(
      callback: "EarlyStopping", monitor: monitor, mode: mode, minDelta: minDelta)
    self.patience = patience
    self.verbose = verbose
    self.baseline = baseline
    self.restoreBestWeights = restoreBestWeights
    self.startFromEpoch = startFromEpoch
    self.output = output
  }

  public func wantsBatchEnd(step: Int, of steps: Int?) -> Bool { false }

  public func onTrainBegin(in training: any TrainingContext) throws {
    wait = 0
    best = nil
    bestEpoch = nil
    stoppedEpoch = nil
    bestWeights = nil
    self.training = training
    try rule.begin(in: training)
  }

  public func onEpochEnd(
    _ epoch: Int, logs: inout Logs, in training: any TrainingContext
  ) throws -> Continuation {
    guard epoch >= startFromEpoch else { return .continue }
    guard let value = try rule.value(in: logs, of: training) else { return .continue }
    wait += 1
    if rule.improves(value, on: best) {
      best = value
      bestEpoch = epoch
      if restoreBestWeights { bestWeights = training.weights }
      if rule.improves(value, on: baseline) { wait = 0 }
    } else if wait >= patience, epoch > 0 {
      stoppedEpoch = epoch
      return .stop(reason: reason(after: epoch))
    }
    return .continue
  }

  public func onTrainEnd(logs: inout Logs, in training: any TrainingContext) throws {
    if verbose, let stoppedEpoch { output.write("Epoch \(stoppedEpoch + 1): early stopping\n") }
    guard let bestWeights, let bestEpoch else { return }
    if verbose {
      output.write(
        "Restoring model weights from the end of the best epoch: \(bestEpoch + 1).\n")
    }
    try training.setWeights(bestWeights)
  }

  private func reason(after epoch: Int) -> String {
    guard let best, let bestEpoch else { return "\(monitor) was never a number" }
    return "\(monitor) has not improved on \(best) since epoch \(bestEpoch + 1)"
  }
}

extension EarlyStopping {
  package func check(
    in training: any TrainingContext, keys: [String], othersMayAdd: Bool
  ) throws {
    if baseline?.isNaN == true {
      throw CallbackError.argument(
        callback: "EarlyStopping", argument: "baseline", found: "NaN",
        wanted: "a number, or nil for none")
    }
    try rule.check(in: training, keys: keys, othersMayAdd: othersMayAdd)
  }
}

extension EarlyStopping: ResumableCallback {
  private struct Memory: Codable {
    var monitor: String
    var seen: Bool
    var wait: Int
    var best: JSONNumber?
    var bestEpoch: Int?
    var stoppedEpoch: Int?
  }

  public func savedState() throws -> CallbackState {
    let memory = Memory(
      monitor: monitor, seen: rule.seen, wait: wait, best: best.map { JSONNumber(value: $0) },
      bestEpoch: bestEpoch, stoppedEpoch: stoppedEpoch)
    return try CallbackState(of: "EarlyStopping", memory, arrays: bestWeights ?? [])
  }

  public func restore(_ state: CallbackState) throws {
    let memory = try state.memory(Memory.self, of: "EarlyStopping")
    try check(memory, state.arrays)
    rule.seen = memory.seen
    wait = memory.wait
    best = memory.best?.value
    bestEpoch = memory.bestEpoch
    stoppedEpoch = memory.stoppedEpoch
    bestWeights = restoreBestWeights && best != nil ? state.arrays : nil
  }

  private func check(_ memory: Memory, _ arrays: [Tensor]) throws {
    func refuse(_ found: String, wanted: String) -> CallbackError {
      .state(callback: "EarlyStopping", found: found, wanted: wanted)
    }
    guard memory.monitor == monitor else {
      throw refuse("one of monitor '\(memory.monitor)'", wanted: "one of '\(monitor)'")
    }
    guard memory.wait.isCount, (memory.best == nil) == (memory.bestEpoch == nil),
      [memory.bestEpoch, memory.stoppedEpoch].allSatisfy({ $0?.isCount != false }),
      memory.best?.value.isNaN != true
    else { throw refuse("a contradiction", wanted: "a count, and a best value with its epoch") }
    let hasWeights = restoreBestWeights && memory.best != nil
    guard hasWeights || arrays.isEmpty else {
      throw refuse("one with weights", wanted: "one without restoreBestWeights")
    }
    guard hasWeights, let training else { return }
    let shapes = training.weights.map(\.shape)
    guard arrays.map(\.shape) == shapes else {
      throw refuse(
        "one with weights \(arrays.map(\.shape))", wanted: "weights of the model's \(shapes)")
    }
  }
}
