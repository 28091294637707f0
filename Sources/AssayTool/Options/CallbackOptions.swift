import ArgumentParser
import Assay
import AssayTensorBoard

/// What watches a training run.
struct CallbackOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Stop when a figure no longer improves: patience=3,restore-best-weights for one; also monitor "
        + "(val_loss), min-delta, mode, baseline and start-from-epoch.", valueName: "options"))
  var earlyStopping: String?

  @Option(
    name: .customLong("reduce-lr"),
    help: ArgumentHelp(
      "Lower the learning rate when a figure no longer improves: factor=0.1,patience=10 for one; "
        + "also monitor (val_loss), min-delta, mode, cooldown and min-lr.", valueName: "options"))
  var reduceLR: String?

  @Option(
    name: .customLong("csv-log"),
    help: ArgumentHelp("Write the figures of every epoch into this table.", valueName: "file"))
  var csvLog: String?

  @Option(help: ArgumentHelp("Write event files for TensorBoard here.", valueName: "dir"))
  var tensorboard: String?

  func validate() throws {
    _ = try stopping(isQuiet: true)
    _ = try reducing(isQuiet: true)
  }

  /// - Parameter isQuiet: whether nothing is told of what they do.
  func callbacks(isQuiet: Bool) throws -> [any Callback] {
    var all: [any Callback] = []
    // Lowers the rate first, so that its figure is in the others' logs.
    if let reducing = try reducing(isQuiet: isQuiet) { all.append(reducing) }
    if let stopping = try stopping(isQuiet: isQuiet) { all.append(stopping) }
    if let csvLog { all.append(CSVLogger(csvLog)) }
    if let tensorboard { all.append(TensorBoard(logDirectory: tensorboard)) }
    return all
  }

  private func stopping(isQuiet: Bool) throws -> EarlyStopping? {
    guard let earlyStopping else { return nil }
    var options = try KeyValues(earlyStopping, of: "--early-stopping")
    let callback = EarlyStopping(
      monitor: options.text("monitor") ?? "val_loss",
      minDelta: try options.number("min-delta") ?? 0, patience: try options.count("patience") ?? 0,
      verbose: !isQuiet, mode: try options.mode(), baseline: try options.number("baseline"),
      restoreBestWeights: try options.truth("restore-best-weights"),
      startFromEpoch: try options.count("start-from-epoch") ?? 0)
    try options.finish()
    return callback
  }

  private func reducing(isQuiet: Bool) throws -> ReduceLROnPlateau? {
    guard let reduceLR else { return nil }
    var options = try KeyValues(reduceLR, of: "--reduce-lr")
    let callback = ReduceLROnPlateau(
      monitor: options.text("monitor") ?? "val_loss", factor: try options.number("factor") ?? 0.1,
      patience: try options.count("patience") ?? 10, verbose: !isQuiet, mode: try options.mode(),
      minDelta: try options.number("min-delta") ?? 1e-4,
      cooldown: try options.count("cooldown") ?? 0, minLR: try options.number("min-lr") ?? 0)
    try options.finish()
    return callback
  }
}

extension KeyValues {
  fileprivate mutating func mode() throws -> MonitorMode {
    guard let text = text("mode") else { return .auto }
    guard let mode = MonitorMode(rawValue: text) else {
      throw ValidationError("\(option) mode=\(text): wanted auto, min or max")
    }
    return mode
  }
}
