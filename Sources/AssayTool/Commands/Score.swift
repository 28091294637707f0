import ArgumentParser
import Assay

/// `assay score`: the figures of predictions against labels, from files.
struct Score: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Scores predictions against labels, both from files.",
    discussion: """
      Data are FILE.npy, FILE.npz:KEY, FILE.csv:COLUMN (or COLUMN,COLUMN,… for scores of several \
      classes), FILE.jsonl:FIELD, or - for standard input. Files are read in blocks: memory does not \
      grow with them but for metrics that say so.

        assay score --labels y.npy --predictions p.npy
        assay score --labels t.csv:label --predictions t.csv:score --by t.csv:city --interval 0.95
        assay score --labels y.npy --predictions p.npy --metric 'precision[thresholds=0.3;0.5]'

      Without --metric the set that fits is computed, and why is said. 'assay metrics' lists all.
      """)

  @Option(help: ArgumentHelp("The labels.", valueName: "data"))
  var labels: String

  @Option(help: ArgumentHelp("The predictions.", valueName: "data"))
  var predictions: String

  @Option(help: ArgumentHelp("A weight for each sample, or each element.", valueName: "data"))
  var weights: String?

  @Option(
    name: .customLong("metric"),
    help: ArgumentHelp("A metric, with options in brackets; may be repeated.", valueName: "name"))
  var metrics: [String] = []

  @Option(
    name: .customLong("keras-metric"),
    help: ArgumentHelp(
      #"A metric in Keras's form, {"class_name": …, "config": {…}}; may be repeated."#,
      valueName: "json"))
  var kerasMetrics: [String] = []

  @Option(help: "What a figure is over: every element, each sample alone, or each batch alone.")
  var over: Over = .pooled

  @Option(help: ArgumentHelp("Rows in a batch, where batches count.", valueName: "n"))
  var batchSize = 32

  @Option(
    help: ArgumentHelp("A name for each row; figures for each of them too.", valueName: "data"))
  var by: String?

  @Option(help: ArgumentHelp("Intervals at this level, such as 0.95.", valueName: "level"))
  var interval: Double?

  @Option(help: "Whose rule says what accuracy is; keras3 prints Keras's own figures.")
  var rule: ResolutionRule = .assay

  @Option(
    help: ArgumentHelp(
      "The number of the first row in all the data, for a part of them: merged intervals by "
        + "resampling are then those of one pass.", valueName: "n"))
  var firstRow = 0

  @Option(help: ArgumentHelp("Write what was counted, for 'assay merge'.", valueName: "file"))
  var stateOut: String?

  @OptionGroup var format: FormatOptions

  func validate() throws {
    guard batchSize > 0 else {
      throw ValidationError("--batch-size \(batchSize): wanted 1 or more")
    }
    guard firstRow >= 0, firstRow < 1 << 48 else {
      throw ValidationError("--first-row \(firstRow): wanted the number of a row, 0 or more")
    }
    if let interval, !(interval > 0 && interval < 1) {
      throw ValidationError("--interval \(interval): wanted a level between 0 and 1, such as 0.95")
    }
  }

  func run() throws {
    var input = try ScoreInput(
      labels: labels, predictions: predictions, weights: weights, groups: by)
    // Batches count under Keras's rule, too: its figures depend on them.
    let batches = over == .batch || rule != .assay
    let rows = batches ? batchSize : max(1 << 20 / input.rowSize, 64)
    guard var block = try input.next(rows) else {
      throw ToolError.badData("\(input.name): no rows; there is nothing to score")
    }
    let facts = ScoreFacts(labels: block.labels, predictions: block.predictions)
    let chosen = try MetricChoice(facts: facts, rule: rule)
      .metrics(names: metrics, kerasMetrics: kerasMetrics)
    var scoring = Scoring(
      metrics: chosen.map { ($0.key, $0.metric, $0.because) }, over: over, isGrouped: by != nil,
      interval: interval, firstRow: firstRow)
    while true {
      do {
        try scoring.update(
          labels: block.labels, predictions: block.predictions, weights: block.weights,
          groups: block.groups)
      } catch let error as MetricError {
        throw ToolError.badData("\(input.name): \(error.counted(from: input.rows - block.rows))")
      }
      guard let next = try input.next(rows) else { break }
      block = next
    }
    if let stateOut { try StateFile.write(scoring, to: stateOut) }
    try format.print(ScoreReport(scoring: scoring, width: StandardOutput.columns))
  }
}

extension Over: ExpressibleByArgument {}
extension ResolutionRule: ExpressibleByArgument {}

extension FormatOptions {
  func print(_ report: ScoreReport) throws {
    switch format {
    case .table: try StandardOutput.print(report.table)
    case .json: try StandardOutput.print(report.json.text)
    }
  }
}
