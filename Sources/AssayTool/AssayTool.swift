import ArgumentParser

/// The command line tool `assay`.
@main
struct AssayTool: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "assay",
    abstract: "Trains, evaluates, scores and explains models.",
    version: "0.1.0",
    subcommands: [
      Demo.self, Fit.self, Evaluate.self, Predict.self, Inspect.self, Explain.self, Score.self,
      Merge.self, Replay.self, Metrics.self,
    ])

  static func main() async {
    do {
      var command = try parseAsRoot()
      if var asynchronous = command as? any AsyncParsableCommand {
        try await asynchronous.run()
      } else {
        try command.run()
      }
    } catch {
      ExitStatus.exit(with: error)
    }
  }
}
