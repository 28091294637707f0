import AssayCore

/// JSON as text, with members in the order in which they are given.
///
/// Numbers are written at full precision; NaN and the infinities as the strings `"NaN"`,
/// `"Infinity"` and `"-Infinity"`, for JSON has no other word for them.
package enum JSONText {
  package static func number(_ value: Double) -> String {
    if value.isFinite { return value.description }
    if value.isNaN { return "\"NaN\"" }
    return value > 0 ? "\"Infinity\"" : "\"-Infinity\""
  }

  package static func string(_ text: String) -> String {
    var json = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": json += "\\\""
      case "\\": json += "\\\\"
      case "\n": json += "\\n"
      case "\r": json += "\\r"
      case "\t": json += "\\t"
      case _ where scalar.disturbsText:
        let digits = String(scalar.value, radix: 16)
        json += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: json.unicodeScalars.append(scalar)
      }
    }
    return json + "\""
  }

  package static func array(_ values: some Sequence<String>) -> String {
    "[" + values.joined(separator: ", ") + "]"
  }

  package static func object(_ members: some Sequence<(key: String, value: String)>) -> String {
    "{" + members.map { string($0.key) + ": " + $0.value }.joined(separator: ", ") + "}"
  }
}
