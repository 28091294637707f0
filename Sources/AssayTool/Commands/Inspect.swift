import ArgumentParser
import Assay

/// `assay inspect`: what a model is made of, and what it was compiled with.
struct Inspect: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Shows a model's layers, shapes, parameters and compile configuration.",
    discussion: """
        assay inspect model.keras
        assay inspect model.keras --format json

      What accuracy and crossentropy will be depends on the labels; it is said for those that the loss \
      takes. 'assay explain MODEL --data D' says it for data.
      """)

  @Argument(help: ArgumentHelp("The model.", valueName: "model.keras"))
  var model: String

  @OptionGroup var format: FormatOptions

  func run() throws {
    let report = try InspectReport(try ModelFile.look(at: model), width: StandardOutput.columns)
    switch format.format {
    case .table: try StandardOutput.print(report.table)
    case .json: try StandardOutput.print(report.json.text)
    }
  }
}
