import Assay

/// What `evaluate` prints to be read: the figures, their intervals, and what they are.
struct EvaluationReport {
  let scores: Scores
  let explanation: ModelExplanation
  /// The level of intervals; `nil` for none.
  let interval: Double?
  /// The columns that text may fill.
  let width: Int

  var table: String {
    let figures = zip(FitReport(scores.logs).lines, scores.logs).map { line, figure in
      guard let interval, let found = scores.interval(of: figure.key, level: interval) else {
        return line
      }
      return line + "  (\(percent)% interval \(found.low.fixed(4))...\(found.high.fixed(4)))"
    }
    let samples = "\(scores.samples) sample\(scores.samples == 1 ? "" : "s")"
    return ([samples] + figures + [""] + ExplanationText(explanation, width: width).lines)
      .joined(separator: "\n")
  }

  private var percent: String {
    let percent = (interval ?? 0) * 100
    return percent == percent.rounded() ? percent.fixed(0) : "\(percent)"
  }
}

/// A ``ModelExplanation`` in lines that fit.
struct ExplanationText {
  let lines: [String]

  init(_ explanation: ModelExplanation, width: Int) {
    lines = "\(explanation)".split(separator: "\n").flatMap { line -> [String] in
      let indent = line.prefix { $0 == " " }.count
      guard line.count > width else { return [String(line)] }
      return Paragraph(String(line), indent: indent, hanging: indent + 2, width: width).lines
    }
  }
}
