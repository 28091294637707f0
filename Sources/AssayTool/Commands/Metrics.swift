import ArgumentParser
import Assay

/// `assay metrics`: every metric there is, from the catalog.
struct Metrics: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Lists every metric, or says what one takes.",
    discussion: """
        assay metrics
        assay metrics auc-exact
        assay metrics --format json
      """)

  @Argument(help: ArgumentHelp("One metric.", valueName: "name"))
  var name: String?

  @OptionGroup var format: FormatOptions

  func run() throws {
    let chosen = try name.map(entry)
    switch (format.format, chosen) {
    case (.json, let entry?): try StandardOutput.print(json(entry).text)
    case (.json, nil):
      try StandardOutput.print(JSON.array(MetricCatalog.all.map(json)).text)
    case (.table, let entry?):
      try StandardOutput.print(described(entry).joined(separator: "\n"))
    case (.table, nil): try StandardOutput.print(list)
    }
  }

  private var list: String {
    let names = MetricCatalog.all.map(shortName)
    let column = (names.map(\.count).max() ?? 0) + 2
    return zip(MetricCatalog.all, names).map { $1.padded(to: column) + $0.summary }
      .joined(separator: "\n")
  }

  private func json(_ entry: MetricCatalog.Entry) -> JSON {
    .object([
      .init("name", .string(shortName(entry))), .init("class_name", .string(entry.className)),
      .init("names", .array(entry.strings.map { .string($0) })),
      .init("in_keras", .bool(entry.type.isInKeras)),
      .init(
        "direction",
        entry.direction.map { .string($0 == .higherIsBetter ? "higher" : "lower") } ?? .null),
      .init("unit", .string(entry.unit)),
      .init("state", .string(entry.isGrowing ? "growing" : "constant")),
      .init("summary", .string(entry.summary)),
      .init(
        "options",
        .array(
          entry.parameters.map { parameter in
            .object([
              .init("name", .string(parameter.name)),
              .init("default", parameter.defaultText.map { .string($0) } ?? .null),
              .init("summary", .string(parameter.summary)),
            ])
          })),
    ])
  }

  private func entry(_ name: String) throws -> MetricCatalog.Entry {
    guard let entry = MetricCatalog.all.first(where: { ($0.strings + [$0.name]).contains(name) })
    else {
      throw ToolError.usage(
        KerasName.unknown(
          "metric", name, among: MetricCatalog.all.flatMap(\.strings),
          suchAs: "precision, auc-exact"))
    }
    return entry
  }

  private func described(_ entry: MetricCatalog.Entry) -> [String] {
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
      "counts      \(entry.unit)",
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
