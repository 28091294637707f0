import ArgumentParser
import Assay

/// `assay metrics`: every metric there is, from the catalog.
struct Metrics: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Lists every metric, or says what one takes.",
    discussion: """
        assay metrics
        assay metrics auc-exact
      """)

  @Argument(help: ArgumentHelp("One metric.", valueName: "name"))
  var name: String?

  func run() throws {
    if let name {
      try StandardOutput.print(try described(name).joined(separator: "\n"))
      return
    }
    let names = MetricCatalog.all.map(shortName)
    let column = (names.map(\.count).max() ?? 0) + 2
    try StandardOutput.print(
      zip(MetricCatalog.all, names).map { $1.padded(to: column) + $0.summary }
        .joined(separator: "\n"))
  }

  private func described(_ name: String) throws -> [String] {
    guard let entry = MetricCatalog.all.first(where: { ($0.strings + [$0.name]).contains(name) })
    else {
      throw ToolError.usage(
        KerasName.unknown(
          "metric", name, among: MetricCatalog.all.flatMap(\.strings),
          suchAs: "precision, auc-exact"))
    }
    let better =
      switch entry.direction {
      case .higherIsBetter: "higher is better"
      case .lowerIsBetter: "lower is better"
      case nil: "neither way is better"
      }
    var lines = [
      "\(entry.className): \(entry.summary)",
      "names       \(entry.strings.joined(separator: ", "))",
      "direction   \(better)",
      "memory      "
        + (entry.isGrowing ? "grows with the rows" : "the same for any number of rows"),
    ]
    if !entry.parameters.isEmpty { lines.append("options") }
    let column = (entry.parameters.map(\.name.count).max() ?? 0) + 2
    for parameter in entry.parameters {
      let absent = parameter.defaultText.map { " (default \($0))" } ?? " (has to be given)"
      lines.append("  " + parameter.name.padded(to: column) + parameter.summary + absent)
    }
    return lines
  }

  /// What one would type: Assay's own spelling where there is one, else Keras's.
  private func shortName(_ entry: MetricCatalog.Entry) -> String {
    entry.aliases.first { $0.contains("-") } ?? entry.name
  }
}
