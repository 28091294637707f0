import ArgumentParser

/// How training shows how far it is, on standard error.
enum ProgressStyle: String, ExpressibleByArgument, CaseIterable {
  /// A bar on a terminal, a plain line an epoch elsewhere.
  case auto
  case bar, plain, json, none
}

/// The option of every command that trains.
struct ProgressOptions: ParsableArguments {
  @Option(
    help: "How progress is shown; auto is a bar on a terminal and a plain line an epoch elsewhere.")
  var progress: ProgressStyle = .auto
}
