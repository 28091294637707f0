/// Text broken into lines of at most `width` columns, with a hanging indent.
///
///     Paragraph("one two three", indent: 2, hanging: 4, width: 12).lines  // ["  one two", "    three"]
struct Paragraph {
  let lines: [String]

  /// - Parameters:
  ///   - indent: the spaces before the first line.
  ///   - hanging: the spaces before every other line.
  init(_ text: String, indent: Int, hanging: Int, width: Int) {
    var lines: [String] = []
    var line = String(repeating: " ", count: indent)
    var isFresh = true
    for word in text.split(separator: " ") {
      if !isFresh, line.count + 1 + word.count > width {
        lines.append(line)
        line = String(repeating: " ", count: hanging)
        isFresh = true
      }
      line += isFresh ? String(word) : " \(word)"
      isFresh = false
    }
    self.lines = lines + [line]
  }
}
