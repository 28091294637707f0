import AssayCore

/// A table in lines of box drawing, whose columns are cut to a width; words are broken into lines, and words
/// that are longer than a line end in an ellipsis.
///
/// - Source: what `rich.table.Table` makes of Keras's columns.
struct SummaryTable {
  private let header: [String]
  /// The columns of text in each column of the table.
  let widths: [Int]
  private var rows: [[String]] = []

  /// - Parameters:
  ///   - positions: where each column ends, as a part of the line.
  init(header: [String], positions: [Double], lineLength: Int) {
    self.header = header
    var (end, wanted) = (0, [Int]())
    for position in positions {
      let next = Int(position * Double(lineLength))
      // With a space on both sides.
      wanted.append(next - end + 2)
      end = next
    }
    // What the borders and spaces take is taken from all columns alike.
    var excess = wanted.reduce(0, +) - (lineLength - wanted.count - 1)
    widths = wanted.enumerated().map { index, width in
      let part = (Double(excess) / Double(wanted.count - index)).rounded(.toNearestOrEven)
      excess -= Int(part)
      return width - Int(part) - 2
    }
  }

  mutating func add(_ row: [String]) { rows.append(row.map { $0.printable() }) }

  /// The lines, without one at the end.
  var text: String {
    var lines = [rule("┏", "━", "┳", "┓")]
    lines += texts(of: header, between: "┃")
    lines.append(rule("┡", "━", "╇", "┩"))
    for (index, row) in rows.enumerated() {
      if index > 0 { lines.append(rule("├", "─", "┼", "┤")) }
      lines += texts(of: row, between: "│")
    }
    lines.append(rule("└", "─", "┴", "┘"))
    return lines.joined(separator: "\n")
  }

  private func rule(_ left: String, _ line: String, _ middle: String, _ right: String) -> String {
    left + widths.map { String(repeating: line, count: $0 + 2) }.joined(separator: middle) + right
  }

  private func texts(of row: [String], between border: String) -> [String] {
    let cells = zip(row, widths).map { broken($0, width: $1) }
    let height = cells.map(\.count).max() ?? 0
    return (0..<height).map { line in
      let parts = cells.indices.map { column in
        aligned(line < cells[column].count ? cells[column][line] : "", column: column)
      }
      return border + parts.map { " \($0) " }.joined(separator: border) + border
    }
  }

  private func aligned(_ text: String, column: Int) -> String {
    let room = widths[column] - terminalColumns(of: text)
    let before =
      switch header[column] {
      case "Param #": room
      case "Trainable": room / 2
      default: 0
      }
    return String(repeating: " ", count: max(before, 0)) + text
      + String(repeating: " ", count: max(room - before, 0))
  }

  /// The text in lines of a width.
  private func broken(_ text: String, width: Int) -> [String] {
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " ") {
      if !line.isEmpty, terminalColumns(of: line) + 1 + terminalColumns(of: String(word)) > width {
        lines.append(line)
        line = String(word)
      } else {
        line += (line.isEmpty ? "" : " ") + word
      }
    }
    lines.append(line)
    return lines.map { line in
      guard terminalColumns(of: line) > width else { return line }
      var (cut, columns) = ("", 0)
      for character in line {
        columns += terminalColumns(of: String(character))
        guard columns < width else { break }
        cut.append(character)
      }
      return cut + "…"
    }
  }
}
