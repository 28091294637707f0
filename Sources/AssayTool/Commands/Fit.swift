import ArgumentParser
import Assay
import AssayReports

/// `assay fit`: goes on training a model.
struct Fit: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Trains a model on data from files.",
    discussion: """
      The model is trained with the optimizer, loss and metrics that its file has, or with those given.

        assay fit model.keras --data train.npz --epochs 5 --save trained.keras
        assay fit model.keras --data people.csv --label income --loss mse
        assay fit model.keras --data images/ --validation-split 0.1

      \(ModelDataOptions.forms)
      """)

  @Argument(help: ArgumentHelp("The model.", valueName: "model.keras"))
  var model: String

  @OptionGroup(title: "Data") var data: ModelDataOptions

  @OptionGroup(title: "Validation") var validation: ValidationOptions

  @OptionGroup(title: "Training") var training: TrainingOptions

  @OptionGroup(title: "In place of what the file says") var compile: CompileOptions

  @Option(help: "Whose rule says what accuracy and crossentropy are.")
  var rule: ResolutionRule?

  @OptionGroup(title: "What is written") var outputs: FitOutputOptions

  @OptionGroup(title: "Watching") var watching: CallbackOptions

  @OptionGroup(title: "Going on later") var checkpoint: CheckpointOptions

  @OptionGroup var options: RunOptions
  @OptionGroup var progress: ProgressOptions
  @OptionGroup var format: FormatOptions

  func run() throws {
    let key = InterruptKey()
    try outputs.check()
    let files = RunFiles(
      model: model, data: data.files, validation: validation.files(like: data.files),
      asksForMetrics: !compile.measure.metrics.isEmpty)
    let (trained, history) = try files.naming { try run(key.interruption) }
    try outputs.write(trained, history)
    if outputs.save == nil { note("the trained model was not kept; --save OUT.keras writes it") }
    let report = FitReport(history)
    switch format.format {
    case .table: try StandardOutput.print(report.table)
    case .json: try StandardOutput.print(report.json.text)
    }
  }

  private func run(_ interruption: Interruption) throws -> (Model, History) {
    let model = try ModelFile.load(model, for: data.files)
    try compile.apply(to: model, rule: rule, threads: options.threads)
    let (train, held) = try inputs(model)
    note("training on \(train.text)" + (held.map { ", validating on \($0.text)" } ?? ""))
    return (model, try fit(model, train, held, interruption))
  }

  /// The data to train and to validate on.
  private func inputs(_ model: Model) throws -> (ModelInput, ModelInput?) {
    let whole = try ModelInput(
      data.files, for: model, .training(shuffle: training.shuffles, seed: options.seed),
      stream: data.stream, note: note)
    if let fraction = validation.validationSplit {
      let parts = try whole.split(validation: fraction)
      return (parts.training, parts.validation)
    }
    let held = try validation.files(like: data.files).map {
      try ModelInput($0, for: model, .evaluation, stream: data.stream, note: note)
    }
    return (whole, held)
  }

  private func fit(
    _ model: Model, _ train: ModelInput, _ held: ModelInput?, _ interruption: Interruption
  ) throws -> History {
    let size = training.batch.batchSize
    let callbacks = try watching.callbacks(isQuiet: progress.progress == .silent)
    let checkpointing = checkpoint.whole
    let validation = held?.validation(batchSize: size) ?? .none
    let weights = try training.classWeights()
    if case .memory(let data) = train {
      return try model.fit(
        data, batchSize: size, epochs: training.epochs, validation: validation,
        shuffle: training.shuffles ? .all : .none, classWeights: weights, callbacks: callbacks,
        initialEpoch: training.initialEpoch, checkpoint: checkpointing,
        interruption: interruption, seed: options.seed, progress: progress.progress)
    }
    return try model.fit(
      train.batches(of: size, shuffledBy: training.shuffles ? options.seed : nil),
      epochs: training.epochs, validation: validation, classWeights: weights,
      callbacks: callbacks, initialEpoch: training.initialEpoch, checkpoint: checkpointing,
      interruption: interruption, seed: options.seed, progress: progress.progress)
  }

  private func note(_ text: String) {
    if progress.progress != .silent, progress.progress != .json {
      StandardError.print(text.printable())
    }
  }
}
