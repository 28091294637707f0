import ArgumentParser
import Assay

/// Where the data of a model are, with their labels.
struct ModelDataOptions: ParsableArguments {
  static let forms = """
    Data for a model: FILE.npz of arrays x, y and maybe w (weights), of several inputs or outputs \
    x/NAME, y/NAME, w/NAME; FILE.jsonl of the same fields; FILE.csv with --label, whose other columns \
    are the features; FILE.npy with --labels; a folder of x.npy and y.npy; a folder of class folders \
    of images. What is larger than a quarter of the memory is read as it is needed.
    """

  @Option(help: ArgumentHelp("The data.", valueName: "data"))
  var data: String

  @Option(
    help: ArgumentHelp(
      "Columns of a csv that are labels, between commas; OUTPUT=COLUMN of several outputs.",
      valueName: "column"))
  var label: [String] = []

  @Option(
    help: ArgumentHelp(
      "Labels that lie apart; OUTPUT=DATA of several outputs.", valueName: "data"))
  var labels: [String] = []

  @Option(
    help: ArgumentHelp(
      "Sample weights that lie apart; OUTPUT=DATA of several outputs.", valueName: "data"))
  var weights: [String] = []

  @Flag(help: "Read the data as they are needed, even if they would fit into memory.")
  var stream = false

  var files: ModelFiles {
    ModelFiles(data, labels: labels, weights: weights, labelColumns: label)
  }
}
