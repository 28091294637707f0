import AssayCore
import AssayMetrics

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
  public enum Mode: String, Sendable, CaseIterable {
    /// As the metric itself says.
    case auto
    case min, max
  }

  /// The key of the logs that is watched.
  public let monitor: String
  /// The least change that counts as an improvement.
  public let minDelta: Double
  /// The epochs without improvement after which training stops.
  public let patience: Int
  /// Which way the figure is better.
  public let mode: Mode
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
  private var direction: Direction?
  private var bestWeights: [Tensor]?

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
    self.monitor = monitor
    self.minDelta = abs(minDelta)
    self.patience = patience
    self.verbose = verbose
    self.mode = mode
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
    direction = try resolvedDirection(in: training)
  }

  public func onEpochEnd(
    _ epoch: Int, logs: inout Logs, in training: any TrainingContext
  ) throws -> Continuation {
    guard epoch >= startFromEpoch else { return .continue }
    guard let value = logs[monitor] else {
      let comesWithOtherEpochs =
        training.monitorableKeys.contains(monitor) || best != nil || wait > 0
      if comesWithOtherEpochs { return .continue }
      throw missing(from: logs.keys)
    }
    wait += 1
    if improves(value, on: best) {
      best = value
      bestEpoch = epoch
      if restoreBestWeights { bestWeights = training.weights }
      if improves(value, on: baseline) { wait = 0 }
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

  private func improves(_ value: Double, on reference: Double?) -> Bool {
    guard let reference else { return !value.isNaN }
    return direction == .higherIsBetter
      ? value - minDelta > reference : value + minDelta < reference
  }

  private func reason(after epoch: Int) -> String {
    guard let best, let bestEpoch else { return "\(monitor) was never a number" }
    return "\(monitor) has not improved on \(best) since epoch \(bestEpoch + 1)"
  }
}

extension EarlyStopping {
  package func check(in training: any TrainingContext, othersMayAdd: Bool) throws {
    let keys = training.monitorableKeys
    if !othersMayAdd, !keys.contains(monitor) { throw missing(from: keys) }
    _ = try resolvedDirection(in: training)
  }

  private func resolvedDirection(in training: any TrainingContext) throws -> Direction {
    switch mode {
    case .min: return .lowerIsBetter
    case .max: return .higherIsBetter
    case .auto:
      guard let direction = training.direction(of: monitor) else {
        throw CallbackError.directionUnknown(
          callback: "EarlyStopping", monitor: monitor,
          nearest: nearestName(to: monitor, in: training.monitorableKeys))
      }
      return direction
    }
  }

  private func missing(from keys: [String]) -> CallbackError {
    .monitorMissing(callback: "EarlyStopping", monitor: monitor, available: keys)
  }
}
