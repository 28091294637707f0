import ArgumentParser
import Assay

/// `assay demo`: trains the bundled digits from scratch and evaluates what was learned on digits it
/// has not seen.
struct Demo: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Trains the bundled handwritten digits and evaluates what was learned.",
    discussion: """
      Every fifth of the 1,797 digits is held out and used for nothing but the scores. The learning rate and
      the number of epochs are chosen on a tenth of the others.
      """)

  @Option(help: ArgumentHelp("The most epochs to train for.", valueName: "n"))
  var epochs = 60

  @OptionGroup var options: RunOptions
  @OptionGroup var progress: ProgressOptions
  @OptionGroup var format: FormatOptions

  func validate() throws {
    guard (1...10_000).contains(epochs) else {
      throw ValidationError("--epochs \(epochs): wanted 1...10000")
    }
  }

  func run() throws {
    let (training, heldOut) = try Digits.split()
    let (train, validation) = try training.split(validation: 0.1)
    note(
      "\(train.count) digits to train on, \(validation.count) to choose by, "
        + "\(heldOut.count) held out")

    let rate = try chooseRate(train, validation)
    let model = try compiled(rate)
    try fit(model, train, validation, progress: progress.progress)
    let report = DemoReport(
      scores: try model.evaluate(heldOut, batchSize: heldOut.count),
      explanation: model.explanation)
    switch format.format {
    case .table: try StandardOutput.print(report.table)
    case .json: try StandardOutput.print(report.json.text)
    }
  }

  /// The learning rate that does best on the validation digits.
  private func chooseRate(_ train: Dataset, _ validation: Dataset) throws -> Double {
    var best = (rate: 0.001, loss: Double.infinity)
    for rate in [0.0005, 0.001, 0.002, 0.004] {
      let model = try compiled(rate)
      try fit(model, train, validation, progress: .silent)
      let scores = try model.evaluate(validation)
      note(
        "learning rate \(rate): val_loss \(scores.loss.fixed(4)), "
          + "val_accuracy \((scores["accuracy"] ?? .nan).fixed(4))")
      if scores.loss < best.loss { best = (rate, scores.loss) }
    }
    note("learning rate \(best.rate) it is")
    return best.rate
  }

  private func compiled(_ rate: Double) throws -> Model {
    let model = Sequential(seed: options.seed) {
      Input(8, 8)
      Flatten()
      Dense(256, activation: .relu)
      Dropout(0.3)
      Dense(10)
    }
    try model.compile(
      optimizer: Adam(learningRate: rate), loss: .crossentropy, metrics: [.accuracy],
      threads: options.threads)
    return model
  }

  private func fit(
    _ model: Model, _ train: Dataset, _ validation: Dataset, progress: ProgressStyle
  ) throws {
    let stopping = EarlyStopping(
      monitor: "val_loss", patience: 8, restoreBestWeights: true)
    try model.fit(
      train, epochs: epochs, validation: .data(validation), callbacks: [stopping],
      progress: progress)
  }

  private func note(_ text: String) {
    if progress.progress != .silent { StandardError.print(text) }
  }
}
