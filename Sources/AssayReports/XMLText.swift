/// Text as it may stand inside XML, between tags and in attributes.
enum XMLText {
  /// `text` with the characters that mean something to XML written out, and those that it forbids
  /// replaced.
  static func escaped(_ text: String) -> String {
    var result = ""
    result.reserveCapacity(text.utf8.count)
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      case "\t", "\n", "\r": result += " "
      case "\u{0}"..."\u{1F}", "\u{FFFE}", "\u{FFFF}": result += "\u{FFFD}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// `text` in lines of at most `width` characters, broken at spaces; longer words are cut.
  static func lines(_ text: String, width: Int) -> [String] {
    var lines: [String] = []
    var line = ""
    for word in text.split(whereSeparator: \.isWhitespace) {
      let word = shortened(String(word), to: width)
      if !line.isEmpty, line.count + 1 + word.count > width {
        lines.append(line)
        line = word
      } else {
        line += line.isEmpty ? word : " \(word)"
      }
    }
    return line.isEmpty ? lines : lines + [line]
  }

  /// `text`, with an ellipsis for what is past `width` characters.
  static func shortened(_ text: String, to width: Int) -> String {
    text.count > width ? text.prefix(width - 1) + "…" : text
  }
}
