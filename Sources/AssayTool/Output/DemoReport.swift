import Assay

/// What `assay demo` prints: the scores on the held-out digits, and what the figures are.
struct DemoReport {
  let scores: Scores
  let explanation: ModelExplanation

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
    return lines.joined(separator: "\n") + "\n\n\(explanation)"
  }
}

extension String {
  /// This text with spaces after it, `width` columns wide at least.
  func padded(to width: Int) -> String {
    self + String(repeating: " ", count: max(width - count, 0))
  }
}

extension Double {
  /// This number with `digits` digits after the point, zeros included.
  func fixed(_ digits: Int) -> String {
    guard isFinite, abs(self) < 1e15 else { return "\(self)" }
    var scale = 1.0
    for _ in 0..<digits { scale *= 10 }
    let text = String(Int64((abs(self) * scale).rounded()))
    let padded = String(repeating: "0", count: max(digits + 1 - text.count, 0)) + text
    let sign = self < 0 ? "-" : ""
    guard digits > 0 else { return sign + padded }
    return sign + padded.dropLast(digits) + "." + padded.suffix(digits)
  }
}
