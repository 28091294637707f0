import ArgumentParser
import Assay

extension ProgressStyle: ExpressibleByArgument {}

/// The option of every command that trains.
struct ProgressOptions: ParsableArguments {
  @Option(
    help: "How progress is shown; auto is a bar on a terminal and a plain line an epoch elsewhere.")
  var progress: ProgressStyle = .automatic
}
