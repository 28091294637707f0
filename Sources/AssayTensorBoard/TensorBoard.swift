import AssayTraining
import Foundation

/// Writes what a run does for TensorBoard, which draws it: `tensorboard --logdir logs`.
///
///     let board = TensorBoard(logDirectory: "logs/first", histogramFrequency: 1)
///     try model.fit(train, epochs: 20, validation: .split(0.1), callbacks: [board])
///
/// Figures of epochs go to `train/` and `validation/` under one tag, `epoch_loss`, so that they lie over
/// each other; figures of batches are `batch_loss`, and every evaluation adds
/// `evaluation_loss_vs_iterations` over the optimizer's updates. Epochs count from 0 and batches from 1.
/// Figures that earlier callbacks add are written too. Files are flushed after every epoch.
///
/// The graph holds the layers; the same is in the table `model/summary`.
///
/// - Throws: ``EventFileError`` naming the file that cannot be written, which ends the run.
/// - Source: `keras.callbacks.TensorBoard`. Where that one drops figures of epochs and evaluations that
///   fall on a batch it does not record, this one writes all of them.
public final class TensorBoard: Callback {
  /// How often figures are written.
  public enum UpdateFrequency: Equatable, Sendable {
    /// Once an epoch.
    case epoch
    /// After every batch too.
    case batch
    /// After every so many batches too.
    case steps(Int)

    var steps: Int? {
      switch self {
      case .epoch: nil
      case .batch: 1
      case .steps(let count): count
      }
    }
  }

  /// The folder in which `train/` and `validation/` are made.
  public let logDirectory: String
  public let histogramFrequency: Int
  public let writeGraph: Bool
  public let writeImages: Bool
  public let writeStepsPerSecond: Bool
  public let updateFrequency: UpdateFrequency
  public let hyperparameters: [String: HParam]?

  private var writers: [Run: EventFileWriter] = [:]
  private var isTraining = false
  private var isEvaluating = false
  private var globalBatch = 0
  private var batchStart = ContinuousClock.now
  private var epochStart = (time: ContinuousClock.now, iterations: 0)

  private enum Run: String {
    case train, validation
    case session = ""
  }

  /// - Parameters:
  ///   - histogramFrequency: the epochs from one histogram of every weight to the next; 0 for none.
  ///   - writeGraph: whether the layers are written as the run begins.
  ///   - writeImages: whether weights are written as pictures too, beside their histograms.
  ///   - writeStepsPerSecond: whether the speed is written, of epochs and of the batches written.
  ///   - hyperparameters: the settings of this run, to compare runs by.
  public init(
    logDirectory: String = "logs", histogramFrequency: Int = 0, writeGraph: Bool = true,
    writeImages: Bool = false, writeStepsPerSecond: Bool = false,
    updateFrequency: UpdateFrequency = .epoch, hyperparameters: [String: HParam]? = nil
  ) {
    self.logDirectory = logDirectory
    self.histogramFrequency = histogramFrequency
    self.writeGraph = writeGraph
    self.writeImages = writeImages
    self.writeStepsPerSecond = writeStepsPerSecond
    self.updateFrequency = updateFrequency
    self.hyperparameters = hyperparameters
  }

  public func wantsBatchEnd(step: Int, of steps: Int?) -> Bool {
    guard isTraining, !isEvaluating, let steps = updateFrequency.steps else { return false }
    return globalBatch % steps == 0
  }

  public func onTrainBegin(in training: any TrainingContext) throws {
    if histogramFrequency < 0 {
      throw TrainingError.argument(
        "histogramFrequency", found: "\(histogramFrequency)", wanted: "0 or more")
    }
    if let steps = updateFrequency.steps, steps < 1 {
      throw TrainingError.argument(
        "updateFrequency", found: ".steps(\(steps))", wanted: "1 or more")
    }
    // Of a run that ended by an error.
    try close()
    isTraining = true
    isEvaluating = false
    globalBatch = 0
    if let hyperparameters {
      try writer(.session).add([try HParamSession.start(hyperparameters)], step: 0)
    }
    let layers = LayerGraph(training.layerSummaries)
    if writeGraph, !layers.layers.isEmpty {
      var event = ProtoEvent()
      event.graphDef = try layers.graph.serialized()
      try writer(.train).add(&event)
      try writer(.train).add([.text("model/summary", layers.table)], step: 0)
    }
    try flush()
  }

  public func onEpochBegin(_ epoch: Int, in training: any TrainingContext) throws {
    epochStart = (.now, training.iterations)
  }

  public func onTrainBatchBegin(_ step: Int, in training: any TrainingContext) throws {
    globalBatch += 1
    if writeStepsPerSecond { batchStart = .now }
  }

  public func onTrainBatchEnd(
    _ step: Int, logs: inout Logs, in training: any TrainingContext
  ) throws -> Continuation {
    var values: [ProtoSummary.Value] = []
    if writeStepsPerSecond {
      values.append(.scalar("batch_steps_per_second", 1 / Self.seconds(since: batchStart)))
    }
    values += logs.map { .scalar("batch_\($0.key)", $0.value) }
    try writer(.train).add(values, step: globalBatch)
    return .continue
  }

  public func onTestBegin(in training: any TrainingContext) throws { isEvaluating = true }

  public func onTestEnd(logs: inout Logs, in training: any TrainingContext) throws {
    isEvaluating = false
    try writer(.validation).add(
      logs.map { .scalar("evaluation_\($0.key)_vs_iterations", $0.value) },
      step: training.iterations)
    if isTraining { try flush() } else { try close() }
  }

  public func onEpochEnd(
    _ epoch: Int, logs: inout Logs, in training: any TrainingContext
  ) throws -> Continuation {
    var own = logs
    own["learning_rate"] = training.learningRate
    if writeStepsPerSecond {
      own["steps_per_second"] =
        Double(training.iterations - epochStart.iterations) / Self.seconds(since: epochStart.time)
    }
    try writer(.train).add(
      own.filter { !$0.key.hasPrefix("val_") }.map { .scalar("epoch_\($0.key)", $0.value) },
      step: epoch)
    let validation = logs.filter { $0.key.hasPrefix("val_") }
    if !validation.isEmpty {
      try writer(.validation).add(
        validation.map { .scalar("epoch_\($0.key.dropFirst(4))", $0.value) }, step: epoch)
    }
    if histogramFrequency > 0, epoch % histogramFrequency == 0 {
      try writer(.train).add(weightValues(training), step: epoch)
    }
    try flush()
    return .continue
  }

  public func onTrainEnd(logs: inout Logs, in training: any TrainingContext) throws {
    if hyperparameters != nil { try writer(.session).add([try HParamSession.end()], step: 0) }
    isTraining = false
    try close()
  }

  private func weightValues(_ training: any TrainingContext) -> [ProtoSummary.Value] {
    zip(training.weightNames, training.weights).flatMap { name, weight in
      var values: [ProtoSummary.Value] = [
        .histogram("\(name)/histogram", Histogram(weight))
      ]
      if writeImages, let image = WeightImage(weight) {
        values.append(
          .images("\(name)/image", width: image.width, height: image.height, image.pictures))
      }
      return values
    }
  }

  private func writer(_ run: Run) throws -> EventFileWriter {
    if let writer = writers[run] { return writer }
    let folder = run == .session ? logDirectory : "\(logDirectory)/\(run.rawValue)"
    let made = try EventFileWriter(directory: folder)
    writers[run] = made
    return made
  }

  private func flush() throws { for writer in writers.values { try writer.flush() } }

  private func close() throws {
    let open = writers
    writers = [:]
    for writer in open.values { try writer.close() }
  }

  private static func seconds(since start: ContinuousClock.Instant) -> Double {
    // Never 0, which a coarse clock may give.
    max((ContinuousClock.now - start) / .seconds(1), 1e-9)
  }
}
