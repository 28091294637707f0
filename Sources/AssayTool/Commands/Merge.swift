import ArgumentParser
import Assay

/// `assay merge`: the figures of several states, as one pass over all their data would give them.
struct Merge: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Merges what several runs of score have counted.",
    discussion: """
      The states of any shards, in any order, give the figures of one pass, to the last bit.

        assay score --labels y1.npy --predictions p1.npy --state-out 1.assay
        assay score --labels y2.npy --predictions p2.npy --state-out 2.assay
        assay merge 1.assay 2.assay
      """)

  @Argument(help: ArgumentHelp("States that 'assay score --state-out' wrote.", valueName: "state"))
  var states: [String]

  @Option(help: ArgumentHelp("Write the merged state.", valueName: "file"))
  var stateOut: String?

  @OptionGroup var format: FormatOptions

  func run() throws {
    guard let first = states.first else { throw ToolError.usage("merge: wanted a state or more") }
    var scoring = try StateFile.read(first)
    for state in states.dropFirst() {
      let other = try StateFile.read(state)
      do {
        try scoring.merge(other)
      } catch {
        throw ToolError.badData("\(state) does not go with \(first): \(error)")
      }
    }
    if let stateOut { try StateFile.write(scoring, to: stateOut) }
    try format.print(ScoreReport(scoring: scoring, width: StandardOutput.columns))
  }
}
