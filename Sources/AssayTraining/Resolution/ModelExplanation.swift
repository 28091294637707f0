import AssayMetrics

/// What a model's losses and metrics became, and why: a value that prints itself.
///
///     print(model.explanation)
///
/// - Empty: before the first `fit` or `evaluate` nothing has been resolved, and it says so.
public struct ModelExplanation: Sendable, Equatable, CustomStringConvertible {
  /// One loss or metric.
  public struct Line: Sendable, Equatable {
    /// The key in logs.
    public internal(set) var key: String
    /// The word that was resolved; `nil` where a concrete thing was asked for.
    public let asked: String?
    /// The class it became, as Swift writes it.
    public let became: String
    /// The reasons, one short sentence each.
    public let because: [String]
    /// What is likely wrong, one sentence each.
    public let warnings: [String]
  }

  /// Whose rule decided.
  public let rule: ResolutionRule
  /// The losses, then the metrics, in the order of `compile`.
  public let lines: [Line]
  /// Everything that is likely wrong, once.
  public let warnings: [String]

  public var description: String {
    guard !lines.isEmpty else {
      return "nothing is resolved yet: the first fit or evaluate shows the labels"
    }
    let keys = lines.map { $0.key.printable() }
    let width = (keys.map(\.count).max() ?? 0) + 1
    let indent = String(repeating: " ", count: width + 1)
    var text: [String] = []
    for (line, name) in zip(lines, keys) {
      let key = name + String(repeating: " ", count: width - name.count)
      let asked = line.asked.map { $0 == line.key ? "" : "\($0) " } ?? ""
      text.append("\(key) \("\(asked)→ \(line.became)".printable())")
      text += line.because.map { indent + $0.printable() }
    }
    if rule != .assay { text.append("by the rule of \(rule)") }
    text += warnings.map { "warning: \($0.printable())" }
    return text.joined(separator: "\n")
  }
}
