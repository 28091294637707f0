import Assay

/// A metric as it is written on the command line: a name, and options in brackets.
///
///     try MetricText("precision[thresholds=0.3;0.5, class_id=1]").arguments["class_id"]  // 1
///
/// A list is written with `;`. Words that are no number, `true`, `false` or `none` are text.
struct MetricText: Equatable {
  let name: String
  let arguments: [String: MetricArgument]

  /// - Throws: ``ToolError/usage(_:)``.
  init(_ text: String) throws {
    let text = text.trimmingSpaces()
    guard let bracket = text.firstIndex(of: "[") else {
      guard !text.isEmpty, !text.contains("]") else { throw MetricText.malformed(text) }
      name = text
      arguments = [:]
      return
    }
    name = String(text[..<bracket])
    guard !name.isEmpty, text.last == "]" else { throw MetricText.malformed(text) }
    var arguments: [String: MetricArgument] = [:]
    let options = text[text.index(after: bracket)...].dropLast()
    for option in options.split(separator: ",") {
      let parts = option.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let key = String(parts[0]).trimmingSpaces()
      guard parts.count == 2, !key.isEmpty, arguments[key] == nil else {
        throw MetricText.malformed(text)
      }
      arguments[key] = MetricText.argument(String(parts[1]))
    }
    self.arguments = arguments
  }

  private static func argument(_ text: String) -> MetricArgument {
    guard text.contains(";") else { return scalar(text.trimmingSpaces()) }
    return .list(text.split(separator: ";").map { scalar(String($0).trimmingSpaces()) })
  }

  private static func scalar(_ word: String) -> MetricArgument {
    switch word.lowercased() {
    case "true": return .bool(true)
    case "false": return .bool(false)
    case "none", "null": return .null
    default: break
    }
    if let integer = Int(word) { return .integer(integer) }
    if let number = Double(word) { return .number(number) }
    return .text(word)
  }

  private static func malformed(_ text: String) -> ToolError {
    .usage(
      "'\(text)' is no metric; wanted a name, with options in brackets where it has any: "
        + "precision[thresholds=0.3;0.5]")
  }
}
