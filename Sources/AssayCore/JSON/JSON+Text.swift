extension JSON {
  /// How NaN and the infinities are written, which JSON lacks.
  package enum NotFinite: Sendable {
    /// As the strings `"NaN"`, `"Infinity"` and `"-Infinity"`.
    case strings
    /// As the words `NaN`, `Infinity` and `-Infinity`, as Python writes and reads them.
    case words
  }

  /// This value as text, indented by two spaces a level; numbers at full precision.
  ///
  /// NaN and the infinities are the strings `NaN`, `Infinity`, `-Infinity`.
  package var text: String { text(indent: "") }

  private func text(indent: String) -> String {
    let inner = indent + "  "
    switch self {
    case .array(let values) where !values.isEmpty:
      let lines = values.map { inner + $0.text(indent: inner) }
      return "[\n" + lines.joined(separator: ",\n") + "\n\(indent)]"
    case .object(let members) where !members.isEmpty:
      let lines = members.map { member in
        inner + JSON.quoted(member.name) + ": " + member.value.text(indent: inner)
      }
      return "{\n" + lines.joined(separator: ",\n") + "\n\(indent)}"
    default: return line()
    }
  }

  /// This value as one line.
  package func line(_ notFinite: NotFinite = .strings) -> String {
    var text = ""
    write(to: &text, notFinite)
    return text
  }

  private func write(to text: inout String, _ notFinite: NotFinite) {
    switch self {
    case .null: text += "null"
    case .bool(let value): text += value ? "true" : "false"
    case .integer(let value): text += "\(value)"
    case .number(let value): text += JSON.number(value, notFinite)
    case .string(let value): text += JSON.quoted(value)
    case .array(let values):
      text += "["
      for (index, value) in values.enumerated() {
        if index > 0 { text += ", " }
        value.write(to: &text, notFinite)
      }
      text += "]"
    case .object(let members):
      text += "{"
      for (index, member) in members.enumerated() {
        text += (index > 0 ? ", " : "") + JSON.quoted(member.name) + ": "
        member.value.write(to: &text, notFinite)
      }
      text += "}"
    }
  }

  private static func number(_ value: Double, _ notFinite: NotFinite) -> String {
    guard !value.isFinite else { return "\(value)" }
    let word = value.isNaN ? "NaN" : value < 0 ? "-Infinity" : "Infinity"
    return notFinite == .words ? word : "\"\(word)\""
  }

  private static func quoted(_ string: String) -> String {
    var text = "\""
    for scalar in string.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      case _ where scalar.disturbsText:
        let digits = String(scalar.value, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text + "\""
  }
}
