/// Lowers the learning rate when a figure has stopped improving.
///
///     after patience epochs without improvement:  rate = max(rate · factor, minLR)
///
///     try model.fit(
///       train, epochs: 100, validation: .split(0.2),
///       callbacks: [ReduceLROnPlateau(factor: 0.2, patience: 5, minLR: 1e-5)])
///
/// The rate of each epoch is logged as `learning_rate`, rounded to float32 as Keras keeps it. In the
/// epochs of a cooldown nothing is counted. The first value is an improvement, unless it is NaN: NaN
/// never is, where Keras is stuck with a NaN in front. Each run begins afresh.
///
/// - Throws: ``CallbackError`` for a factor that is no fraction, a figure that is missing or of unknown
///   direction, before the first step where that is certain then; what the optimizer throws where a
///   schedule decides the rate, before the first step too.
/// - Source: `keras.callbacks.ReduceLROnPlateau`.
public final class ReduceLROnPlateau: Callback {
  /// The key of the logs that is watched.
  public var monitor: String { rule.monitor }
  /// What the rate is multiplied by.
  public let factor: Double
  /// The epochs without improvement after which the rate is lowered.
  public let patience: Int
  /// The epochs after a reduction in which nothing is counted.
  public let cooldown: Int
  /// The least rate.
  public let minLR: Double

  /// The epochs since the last improvement or reduction.
  public private(set) var wait = 0
  /// The epochs of the cooldown that are left.
  public private(set) var cooldownCounter = 0
  /// The best value so far; `nil` before the first that is not NaN.
  public private(set) var best: Double?

  private let verbose: Bool
  private let output: any ProgressOutput
  private var rule: MonitorRule

  /// Lowers the rate where `monitor` has not improved for `patience` epochs.
  ///
  /// - Parameters:
  ///   - verbose: whether reductions are told, in Keras's words.
  ///   - minDelta: the least change that is an improvement; its sign does not matter.
  ///   - output: where reductions are told.
  public init(
    monitor: String = "val_loss", factor: Double = 0.1, patience: Int = 10, verbose: Bool = false,
    mode: MonitorMode = .auto, minDelta: Double = 1e-4, cooldown: Int = 0, minLR: Double = 0,
    output: any ProgressOutput = StandardError()
  ) {
    rule = MonitorRule(
      callback: "ReduceLROnPlateau", monitor: monitor, mode: mode, minDelta: minDelta)
    self.factor = factor
    self.patience = patience
    self.verbose = verbose
    self.cooldown = cooldown
    self.minLR = minLR
    self.output = output
  }

  public func wantsBatchEnd(step: Int, of steps: Int?) -> Bool { false }

  public func onTrainBegin(in training: any TrainingContext) throws {
    wait = 0
    cooldownCounter = 0
    best = nil
    try rule.begin(in: training)
    // Throws now, not after hours, where a schedule decides the rate.
    try training.setLearningRate(training.learningRate)
  }

  public func onEpochEnd(
    _ epoch: Int, logs: inout Logs, in training: any TrainingContext
  ) throws -> Continuation {
    let rate = training.loggedLearningRate
    logs[learningRateKey] = rate
    guard let value = try rule.value(in: logs, of: training) else { return .continue }
    if cooldownCounter > 0 {
      cooldownCounter -= 1
      wait = 0
    }
    if rule.improves(value, on: best) {
      best = value
      wait = 0
    } else if cooldownCounter <= 0 {
      wait += 1
      if wait >= patience, rate > Double(Float(minLR)) { try reduce(rate, epoch, training) }
    }
    return .continue
  }

  private func reduce(_ old: Double, _ epoch: Int, _ training: any TrainingContext) throws {
    let rate = max(old * factor, minLR)
    try training.setLearningRate(rate)
    if verbose {
      output.write(
        "\nEpoch \(epoch + 1): ReduceLROnPlateau reducing learning rate to "
          + "\(PythonNumber.text(rate)).\n")
    }
    cooldownCounter = cooldown
    wait = 0
  }
}

extension ReduceLROnPlateau: Monitoring {
  package var addedKeys: [String] { [learningRateKey] }

  package func check(
    in training: any TrainingContext, keys: [String], othersMayAdd: Bool
  ) throws {
    guard factor < 1, factor >= 0 else {
      throw CallbackError.argument(
        callback: "ReduceLROnPlateau", argument: "factor", found: "\(factor)",
        wanted: "0 or more and less than 1")
    }
    guard minLR >= 0, minLR.isFinite else {
      throw CallbackError.argument(
        callback: "ReduceLROnPlateau", argument: "minLR", found: "\(minLR)",
        wanted: "a finite number of 0 or more")
    }
    try rule.check(in: training, keys: keys + [learningRateKey], othersMayAdd: othersMayAdd)
  }
}

extension ReduceLROnPlateau: ResumableCallback {
  private struct Memory: Codable {
    var monitor: String
    var seen: Bool
    var wait: Int
    var cooldown: Int
    var best: JSONNumber?
  }

  public func savedState() throws -> CallbackState {
    try CallbackState(
      of: "ReduceLROnPlateau",
      Memory(
        monitor: monitor, seen: rule.seen, wait: wait, cooldown: cooldownCounter,
        best: best.map { JSONNumber(value: $0) }))
  }

  public func restore(_ state: CallbackState) throws {
    let memory = try state.memory(Memory.self, of: "ReduceLROnPlateau")
    guard memory.monitor == monitor else {
      throw CallbackError.state(
        callback: "ReduceLROnPlateau", found: "one of monitor '\(memory.monitor)'",
        wanted: "one of '\(monitor)'")
    }
    guard memory.wait.isCount, memory.best?.value.isNaN != true, state.arrays.isEmpty else {
      throw CallbackError.state(
        callback: "ReduceLROnPlateau", found: "a contradiction",
        wanted: "counts and a best value that is a number")
    }
    rule.seen = memory.seen
    wait = memory.wait
    cooldownCounter = memory.cooldown
    best = memory.best?.value
  }
}
