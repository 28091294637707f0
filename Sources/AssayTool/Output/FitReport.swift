import Assay

/// The figures of the last epoch of a run.
struct FitReport {
  /// The figures under each key; several of a metric that gives several.
  private let figures: [(key: String, values: [Double], isList: Bool)]

  init(_ history: History) {
    figures = history.keys.compactMap { key in
      if let list = history.vectors(key)?.last { return (key, list, true) }
      return history[key]?.last.map { (key, [$0], false) }
    }
  }

  init(_ logs: Logs) {
    figures = logs.map { key, value in
      logs.vector(key).map { (key, $0, true) } ?? (key, [value], false)
    }
  }

  /// `{"loss": …, "val_loss": …}`.
  var json: JSON {
    .object(
      figures.map { key, values, isList in
        JSON.Member(key, isList ? .array(values.map { .number($0) }) : .number(values[0]))
      })
  }

  /// A line a figure.
  var table: String { lines.joined(separator: "\n") }

  var lines: [String] {
    let column = (figures.map(\.key.count).max() ?? 0) + 2
    return figures.map { key, values, _ in
      key.padded(to: column) + values.map(FitReport.text).joined(separator: "  ")
    }
  }

  /// Four digits after the point, or the exponent of what they do not show.
  static func text(_ value: Double) -> String {
    guard value.isFinite, value != 0, abs(value) < 1e-3 || abs(value) >= 1e9 else {
      return value.fixed(4)
    }
    let parts = "\(value)".split(separator: "e")
    guard parts.count == 2, let digits = Double(parts[0]) else { return value.fixed(8) }
    return digits.fixed(4) + "e" + parts[1]
  }
}
