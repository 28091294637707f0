import ArgumentParser

/// How a result is printed.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
  case table, json
}

/// The options of every command that prints a result.
struct FormatOptions: ParsableArguments {
  @Option(help: "How the result is printed.")
  var format: OutputFormat = .table
}
