/// Saves the model or its weights, each time or only when a figure is better than ever.
///
///     try model.fit(
///       train, epochs: 20, validation: .split(0.2),
///       callbacks: [ModelCheckpoint("runs/{epoch:02d}_{val_loss:.2f}.npz", saveWeightsOnly: true)])
///
/// Names in braces are filled in, in the formats of Python's `str.format`: the epoch and the batch, from
/// 1, and every figure of the logs. Files are written whole or not at all, and folders made where they
/// are missing. The ending says what kind of file it is; see ``WeightsFormat``.
///
/// The best value is kept from run to run of one instance, as in Keras. NaN is never best. An epoch
/// that lacks the figure, as where not every epoch validates, saves nothing, where Keras saves.
///
/// - Throws: before the first step: ``CallbackError`` for a figure that is missing, of unknown direction or
///   known at the end of epochs only, and for a path that cannot be filled in;
///   ``WeightsFileError/unknownEnding(path:endings:)``. Later: what writing throws.
/// - Source: `keras.callbacks.ModelCheckpoint`.
public final class ModelCheckpoint: Callback {
  /// When it saves.
  public enum Frequency: Sendable, Equatable {
    /// At the end of every epoch.
    case epoch
    /// Each time so many batches have been trained on, counted on from epoch to epoch.
    case batches(Int)
  }

  /// The path, with names in braces to be filled in.
  public let path: String
  /// The key of the logs that is watched where only the best is saved.
  public var monitor: String { rule.monitor }
  /// Whether it saves only when ``monitor`` is better than ever.
  public let saveBestOnly: Bool
  /// Whether the file holds the weights alone; its ending must agree.
  public let saveWeightsOnly: Bool
  /// When it saves.
  public let saveFrequency: Frequency
  /// The value that the first one has to beat; `nil` for none.
  public let initialValueThreshold: Double?

  /// The best value so far, or the threshold; `nil` before the first that is not NaN.
  public private(set) var best: Double?
  /// The file that was last written; `nil` before the first.
  public private(set) var lastSaved: String?

  private let verbose: Bool
  private let output: any ProgressOutput
  private var rule: MonitorRule
  private var epoch = 0
  private var batchesSinceSaving = 0
  // The batch that began last, until its end or that of others which came with it.
  private var begun: Int?

  /// Saves to `path`, filled in each time.
  ///
  /// - Parameters:
  ///   - verbose: whether it tells what it does, in Keras's words.
  ///   - output: where that is written.
  public init(
    _ path: String, monitor: String = "val_loss", verbose: Bool = false,
    saveBestOnly: Bool = false, saveWeightsOnly: Bool = false, mode: MonitorMode = .auto,
    saveFrequency: Frequency = .epoch, initialValueThreshold: Double? = nil,
    output: any ProgressOutput = StandardError()
  ) {
    self.path = path
    rule = MonitorRule(callback: "ModelCheckpoint", monitor: monitor, mode: mode)
    self.verbose = verbose
    self.saveBestOnly = saveBestOnly
    self.saveWeightsOnly = saveWeightsOnly
    self.saveFrequency = saveFrequency
    self.initialValueThreshold = initialValueThreshold
    best = initialValueThreshold
    self.output = output
  }

  public func onTrainBegin(in training: any TrainingContext) throws {
    if saveBestOnly { try rule.begin(in: training) }
  }

  public func onEpochBegin(_ epoch: Int, in training: any TrainingContext) { self.epoch = epoch }

  public func onTrainBatchBegin(_ step: Int, in training: any TrainingContext) {
    batchesSinceSaving += 1
    begun = step
  }

  public func wantsBatchEnd(step: Int, of steps: Int?) -> Bool {
    // Evaluations ask too.
    if let begun { batchesSinceSaving += step - begun }
    begun = nil
    guard case .batches(let count) = saveFrequency else { return false }
    return batchesSinceSaving >= count
  }

  public func onTrainBatchEnd(
    _ step: Int, logs: inout Logs, in training: any TrainingContext
  ) throws -> Continuation {
    batchesSinceSaving = 0
    try save(["epoch": epoch + 1, "batch": step + 1], logs, training)
    return .continue
  }

  public func onEpochEnd(
    _ epoch: Int, logs: inout Logs, in training: any TrainingContext
  ) throws -> Continuation {
    if saveFrequency == .epoch { try save(["epoch": epoch + 1], logs, training) }
    return .continue
  }

  private func save(
    _ counts: KeyValuePairs<String, Int>, _ logs: Logs, _ training: any TrainingContext
  ) throws {
    var reason = ""
    var value: Double?
    if saveBestOnly {
      guard let current = try rule.value(in: logs, of: training) else { return }
      let former = try best.map { try PythonFormat(".5f").text($0) } ?? "None"
      guard rule.improves(current, on: best) else {
        return tell("\(monitor) did not improve from \(former)")
      }
      value = current
      reason = "\(monitor) improved from \(former) to \(try PythonFormat(".5f").text(current)), "
    }
    let file = try FileNameTemplate(path, of: "ModelCheckpoint").filled(counts, logs)
    tell("\(reason)saving model to \(file)")
    try training.saveWeights(to: file)
    if let value { best = value }
    lastSaved = file
    tell("finished saving model to \(file)")
  }

  private func tell(_ text: String) {
    if verbose { output.write("\nEpoch \(epoch + 1): \(text)\n") }
  }
}

extension ModelCheckpoint: Monitoring {
  package func check(
    in training: any TrainingContext, keys: [String], othersMayAdd: Bool
  ) throws {
    let template = try FileNameTemplate(path, of: "ModelCheckpoint")
    try checkEnding()
    var keys = keys
    var counts = ["epoch"]
    if case .batches(let count) = saveFrequency {
      guard count >= 1 else {
        throw wrong("saveFrequency", ".batches(\(count))", wanted: "1 batch or more")
      }
      let watched = (saveBestOnly ? [monitor] : []) + template.keys
      if let key = watched.first(where: { $0.hasPrefix("val_") }) {
        throw CallbackError.atEpochsEndOnly(callback: "ModelCheckpoint", key: key)
      }
      keys = training.monitorableKeys.filter { !$0.hasPrefix("val_") }
      counts.append("batch")
    }
    let unknown = template.keys.first { !counts.contains($0) && !keys.contains($0) }
    if let unknown, !othersMayAdd { throw template.unknown(unknown, of: counts + keys) }
    guard saveBestOnly else { return }
    if let initialValueThreshold, initialValueThreshold.isNaN {
      throw wrong("initialValueThreshold", "NaN", wanted: "a number, or nil for none")
    }
    try rule.check(in: training, keys: keys, othersMayAdd: othersMayAdd)
  }

  private func checkEnding() throws {
    let format = try WeightsFormat.of(path)
    guard format.holdsModel == saveWeightsOnly else { return }
    let endings = WeightsFormat.all.filter { $0.holdsModel == !saveWeightsOnly }.map(\.ending)
    let other =
      endings.isEmpty ? "" : ", or a path that ends in \(endings.joined(separator: " or "))"
    throw wrong(
      "the path", "'\(path)', a file of \(saveWeightsOnly ? "the whole model" : "weights alone")",
      wanted: "saveWeightsOnly: \(!saveWeightsOnly)\(other)")
  }

  private func wrong(_ argument: String, _ found: String, wanted: String) -> CallbackError {
    .argument(callback: "ModelCheckpoint", argument: argument, found: found, wanted: wanted)
  }
}

extension ModelCheckpoint: ResumableCallback {
  private struct Memory: Codable {
    var monitor: String
    var saveBestOnly: Bool
    var seen: Bool
    var best: JSONNumber?
    var batchesSinceSaving: Int
    var begun: Int?
    var epoch: Int
  }

  public func savedState() throws -> CallbackState {
    try CallbackState(
      of: "ModelCheckpoint",
      Memory(
        monitor: monitor, saveBestOnly: saveBestOnly, seen: rule.seen,
        best: best.map { JSONNumber(value: $0) }, batchesSinceSaving: batchesSinceSaving,
        begun: begun, epoch: epoch))
  }

  public func restore(_ state: CallbackState) throws {
    let memory = try state.memory(Memory.self, of: "ModelCheckpoint")
    guard memory.monitor == monitor, memory.saveBestOnly == saveBestOnly else {
      throw CallbackError.state(
        callback: "ModelCheckpoint",
        found: "one of monitor '\(memory.monitor)' with saveBestOnly: \(memory.saveBestOnly)",
        wanted: "one of '\(monitor)' with saveBestOnly: \(saveBestOnly)")
    }
    guard memory.batchesSinceSaving.isCount, (memory.begun ?? 0).isCount, memory.epoch.isCount,
      memory.best?.value.isNaN != true, state.arrays.isEmpty
    else {
      throw CallbackError.state(
        callback: "ModelCheckpoint", found: "a contradiction",
        wanted: "counts and a best value that is a number")
    }
    rule.seen = memory.seen
    best = memory.best?.value
    batchesSinceSaving = memory.batchesSinceSaving
    begun = memory.begun
    epoch = memory.epoch
  }
}
