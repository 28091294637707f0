// Text from files as it may be shown.

extension String {
  /// This text with escapes for what would move a terminal's cursor or turn the direction of writing.
  ///
  ///     "a\u{1B}[2J".printable()   // "a\\u{1B}[2J"
  ///
  /// - Parameter keepingLines: whether the ends of lines stay, for texts of several.
  package func printable(keepingLines: Bool = false) -> String {
    guard !utf8.allSatisfy({ 0x20..<0x7F ~= $0 }) else { return self }
    var text = String.UnicodeScalarView()
    for scalar in unicodeScalars {
      if !scalar.disturbsText || keepingLines && scalar == "\n" {
        text.append(scalar)
      } else {
        text.append(contentsOf: scalar.escaped(asASCII: true).unicodeScalars)
      }
    }
    return String(text)
  }

  /// This text on one line, and no longer than `limit` characters: what an error repeats of a file.
  ///
  ///     String(repeating: "a", count: 200).quotable(atMost: 4)   // "aaa…"
  package func quotable(atMost limit: Int = 120) -> String {
    // Counted in scalars: one character may be any number of them.
    guard unicodeScalars.dropFirst(limit).isEmpty else {
      return String(unicodeScalars.prefix(limit - 1)).printable() + "…"
    }
    return printable()
  }
}

extension Unicode.Scalar {
  /// Whether this is a control character, a line end, or one that turns the direction of writing.
  package var disturbsText: Bool {
    switch value {
    case 0..<0x20, 0x7F..<0xA0, 0x61C, 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x2069: true
    default: false
    }
  }
}
