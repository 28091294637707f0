import Assay
import Foundation

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
    let keys = figures.map { $0.key.printable() }
    let column = (keys.map(\.count).max() ?? 0) + 2
    return zip(keys, figures).map { key, figure in
      key.padded(to: column) + figure.values.map(FitReport.text).joined(separator: "  ")
    }
  }

  /// Four digits after the point, or the exponent of what they do not show.
  static func text(_ value: Double) -> String {
    guard value.isFinite, value != 0, abs(value) < 1e-4 || abs(value) >= 1e9 else {
      return value.fixed(value != 0 && abs(value) < 1e-3 ? 8 : 4)
    }
    return String(format: "%.4e", value)
  }
}
