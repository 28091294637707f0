import Assay

/// What `assay demo` prints: the scores on the held-out digits, and what the figures are.
struct DemoReport {
  let scores: Scores
  let explanation: ModelExplanation
  /// The columns that text may fill.
  let width: Int

  var json: JSON {
    .object(scores.logs.map { JSON.Member($0.key, .number($0.value)) })
  }

  var table: String {
    var lines = ["\(scores.samples) held-out digits"]
    for (key, value) in scores.logs {
      var line = key.padded(to: 10) + String(value.fixed(4))
      if let interval = scores.interval(of: key) {
        let percent = (interval.level * 100).fixed(0)
        line += "  (\(percent)% interval \(interval.low.fixed(4))...\(interval.high.fixed(4)))"
      }
      lines.append(line)
    }
    return (lines + [""] + ExplanationText(explanation, width: width).lines)
      .joined(separator: "\n")
  }
}
