import ArgumentParser
import Assay
import AssayReports
import Foundation

/// What is written when a model has been trained.
struct FitOutputOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Write the trained model.", valueName: "out.keras"))
  var save: String?

  @Option(
    help: ArgumentHelp(
      "Write the figures of every epoch, their seconds, and what each was resolved to.",
      valueName: "out.json"))
  var history: String?

  @Option(help: ArgumentHelp("Draw the learning curves.", valueName: "file.svg"))
  var curves: String?

  func validate() throws {
    if let save, !save.lowercased().hasSuffix(".keras") {
      throw ValidationError("--save \(save): wanted a name that ends in .keras")
    }
  }

  /// Makes sure that all can be written.
  func check() throws {
    for path in [save, history, curves] { try ModelFile.checkPlace(of: path) }
  }

  func write(_ model: Model, _ history: History) throws {
    if let save { try model.save(to: save) }
    if let path = self.history {
      try AtomicFile.write(to: path) {
        try $0.write(Array((HistoryReport(history, model).text + "\n").utf8))
      }
    }
    guard let curves else { return }
    let directions = Dictionary(
      history.keys.compactMap { key in
        model.direction(ofMetric: key).map { (key, $0) }
      }, uniquingKeysWith: { first, _ in first })
    let drawing = LearningCurves(history, directions: directions)
    try AtomicFile.write(to: curves) { try $0.write(Array(drawing.svg.utf8)) }
  }
}
