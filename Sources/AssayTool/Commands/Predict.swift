import ArgumentParser
import Assay
import AssayImages

/// `assay predict`: the outputs of a model for inputs from files.
struct Predict: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Writes a model's outputs for inputs from files.",
    discussion: """
        assay predict model.keras --data x.npy --out p.npy
        assay predict model.keras --data people.csv --label income --out p.npy

      Inputs are FILE.npy, FILE.npz (arrays x, or x/NAME), FILE.npz:KEY, FILE.jsonl, FILE.csv (the columns \
      of --label are none), a folder of x.npy or of images, or - for standard input. Both files may be \
      larger than memory. A model of one output gives an npy, one of several an npz of arrays by the \
      outputs' names.
      """)

  @Argument(help: ArgumentHelp("The model.", valueName: "model.keras"))
  var model: String

  @Option(help: ArgumentHelp("The inputs.", valueName: "data"))
  var data: String

  @Option(
    help: ArgumentHelp(
      "Columns of a csv that are labels, and so no inputs, between commas.", valueName: "column"))
  var label: [String] = []

  @Option(help: ArgumentHelp("Where the outputs are written.", valueName: "p.npy"))
  var out: String

  @OptionGroup var batch: BatchOptions
  @OptionGroup var options: ThreadOptions
  @OptionGroup var progress: ProgressOptions

  func run() throws {
    let key = InterruptKey()
    try ModelFile.checkPlace(of: out)
    let model = try ModelFile.load(model, for: ModelFiles(data))
    if let threads = options.threads, model.isCompiled { try model.recompile(threads: threads) }
    try checkName(model.outputNames)
    let (batches, rows) = try input(model)
    let samples: Int
    do {
      samples = try model.predict(
        batches, to: out, rows: rows, batchSize: batch.batchSize, interruption: key.interruption,
        progress: progress.progress)
    } catch TrainingError.interrupted {
      throw ToolError.interrupted("Interrupted; \(out) was not written.")
    }
    if progress.progress != .silent, progress.progress != .json {
      StandardError.print("\(samples) sample\(samples == 1 ? "" : "s") → \(out)")
    }
  }

  /// The batches, and how many rows there are where that is known.
  private func input(_ model: Model) throws -> (BatchSequence, Int?) {
    let files = ModelFiles(data, labelColumns: label)
    if files.isFolderWithoutArrays, let form = ModelInput.imageForm(of: model) {
      let folder = try ImageFolder(
        data, size: form.size, labels: .none, colorMode: form.mode, shuffle: false)
      return (BatchSequence(folder, batchSize: batch.batchSize), folder.count)
    }
    let found = try ModelData(files, for: model.signature(labels: false))
    return (BatchSequence(found, batchSize: batch.batchSize), found.count)
  }

  /// An npz would be mistaken for an npy, and the other way round.
  private func checkName(_ outputs: [String]) throws {
    let name = out.lowercased()
    if outputs.count == 1, name.hasSuffix(".npz") {
      throw ToolError.usage(
        "--out \(out): the model has one output, which is written as an npy; wanted a name that ends "
          + "in .npy")
    }
    if outputs.count > 1, name.hasSuffix(".npy") {
      throw ToolError.usage(
        "--out \(out): the model has \(outputs.count) outputs, "
          + outputs.joined(separator: ", ")
          + ", which are written as an npz; wanted a name that ends in .npz")
    }
  }
}
