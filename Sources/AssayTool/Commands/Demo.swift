import ArgumentParser
import Assay
import AssayData
import AssayReports

/// `assay demo`: trains the bundled digits from scratch and evaluates what was learned on digits it
/// has not seen.
struct Demo: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Trains the bundled handwritten digits and evaluates what was learned.",
    discussion: """
      Every fifth of the 1,797 digits is held out and used for nothing but the scores. The learning \
      rate and the number of epochs are chosen on a fifth of the others, then all of those are \
      trained on. Digits to learn from are used as they are and moved by one pixel in four directions.
      """)

  @Option(help: ArgumentHelp("The most epochs to train for.", valueName: "n"))
  var epochs = 60

  @Option(
    help: ArgumentHelp(
      "Draw the learning curves of the chosen rate into this file.", valueName: "file.svg"))
  var curves: String?

  @Option(help: ArgumentHelp("Write the trained model into this file.", valueName: "out.keras"))
  var save: String?

  @OptionGroup var checkpoint: CheckpointOptions
  @OptionGroup var options: RunOptions
  @OptionGroup var progress: ProgressOptions
  @OptionGroup var format: FormatOptions

  func validate() throws {
    guard (1...10_000).contains(epochs) else {
      throw ValidationError("--epochs \(epochs): wanted 1...10000")
    }
    if let save, !save.lowercased().hasSuffix(".keras") {
      throw ValidationError("--save \(save): wanted a name that ends in .keras")
    }
  }

  func run() throws {
    let lock = try checkpoint.lock()
    defer { withExtendedLifetime(lock) {} }
    for path in [curves, save] { try ModelFile.checkPlace(of: path) }
    let key = checkpoint.checkpoint == nil ? nil : InterruptKey()
    let (training, validation, heldOut) = try Digits.parts()
    note("\(training.count + validation.count) digits to learn from, \(heldOut.count) held out")
    let choice = try choose(
      try Digits.shifted(training), try Digits.shifted(validation), key?.interruption)
    let all = try Digits.shifted(Digits.joined(training, validation))
    let model = try compiled(choice.rate)
    try model.fit(
      all, epochs: choice.epochs, checkpoint: checkpoint.part("all"),
      interruption: key?.interruption, progress: progress.progress)
    if let curves {
      let drawing = LearningCurves(
        choice.history, title: "Digits: learning rate \(choice.rate), validated on a fifth")
      try AtomicFile.write(to: curves) { try $0.write(Array(drawing.svg.utf8)) }
    }
    if let save { try model.save(to: save) }
    let report = DemoReport(
      scores: try model.evaluate(heldOut, batchSize: heldOut.count),
      explanation: model.explanation, width: StandardOutput.columns)
    switch format.format {
    case .table: try StandardOutput.print(report.table)
    case .json: try StandardOutput.print(report.json.text)
    }
  }

  /// The learning rate and the number of epochs that do best on the validation digits.
  private func choose(
    _ train: Dataset, _ validation: Dataset, _ interruption: Interruption?
  ) throws -> (rate: Double, epochs: Int, history: History) {
    var best = (rate: 0.001, epochs: epochs, loss: Double.infinity, history: History())
    for rate in [0.001, 0.002] {
      let stopping = EarlyStopping(monitor: "val_loss", patience: 6)
      let history = try compiled(rate).fit(
        train, epochs: epochs, validation: .data(validation), callbacks: [stopping],
        checkpoint: checkpoint.part("rate-\(rate)"), interruption: interruption,
        progress: .silent)
      guard let loss = stopping.best, let epoch = stopping.bestEpoch else { continue }
      note("learning rate \(rate): val_loss \(loss.fixed(4)) after epoch \(epoch + 1)")
      if loss < best.loss { best = (rate, epoch + 1, loss, history) }
    }
    note("chosen: learning rate \(best.rate), \(best.epochs) epochs, now on all of them")
    return (best.rate, best.epochs, best.history)
  }

  private func compiled(_ rate: Double) throws -> Model {
    let model = Sequential(seed: options.seed) {
      Input(8, 8)
      Flatten()
      Dense(256, activation: .relu)
      Dropout(0.3)
      Dense(128, activation: .relu)
      Dropout(0.3)
      Dense(10)
    }
    try model.compile(
      optimizer: Adam(learningRate: rate), loss: .crossentropy, metrics: [.accuracy],
      threads: options.threads)
    return model
  }

  private func note(_ text: String) {
    if progress.progress != .silent { StandardError.print(text) }
  }
}
