import ArgumentParser
import Assay

/// `assay evaluate`: the loss and metrics of a model on data.
struct Evaluate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Computes a model's loss and metrics on data from files.",
    discussion: """
        assay evaluate model.keras --data test.npz
        assay evaluate model.keras --data x.npy --labels y.npy --metric mae
        assay evaluate model.keras --data test.npz --metric 'precision[thresholds=0.3]'

      \(ModelDataOptions.forms)
      """)

  @Argument(help: ArgumentHelp("The model.", valueName: "model.keras"))
  var model: String

  @OptionGroup(title: "Data") var data: ModelDataOptions
  @OptionGroup var batch: BatchOptions
  @OptionGroup var measure: MeasureOptions

  @Option(help: "Whose rule says what accuracy and crossentropy are.")
  var rule: ResolutionRule?

  @Option(help: ArgumentHelp("Intervals at this level, such as 0.95.", valueName: "level"))
  var interval: Double?

  @OptionGroup var options: ThreadOptions
  @OptionGroup var progress: ProgressOptions
  @OptionGroup var format: FormatOptions

  func validate() throws {
    if let interval, !(interval > 0 && interval < 1) {
      throw ValidationError("--interval \(interval): wanted a level between 0 and 1, such as 0.95")
    }
  }

  func run() throws {
    let files = RunFiles(
      model: model, data: data.files, asksForMetrics: !measure.metrics.isEmpty)
    let report = try files.naming { try evaluated() }
    switch format.format {
    case .table: try StandardOutput.print(report.table)
    case .json: try StandardOutput.print(FitReport(report.scores.logs).json.text)
    }
  }

  private func evaluated() throws -> EvaluationReport {
    let model = try ModelFile.load(model, for: data.files)
    try measure.apply(to: model, rule: rule, threads: options.threads)
    let input = try ModelInput(data.files, for: model, .evaluation, stream: data.stream) {
      if progress.progress != .silent { StandardError.print($0.printable()) }
    }
    let scores =
      if case .memory(let data) = input {
        try model.evaluate(data, batchSize: batch.batchSize, progress: progress.progress)
      } else {
        try model.evaluate(input.batches(of: batch.batchSize), progress: progress.progress)
      }
    return EvaluationReport(
      scores: scores, explanation: model.explanation, interval: interval,
      width: StandardOutput.columns)
  }
}
