import AssayCore

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// The rows of a csv file (RFC 4180), of which some columns are wanted.
///
/// Cells stand between commas, in quotes where they hold a comma, a quote (doubled) or a line's
/// end. The first row names the columns. Empty lines are passed over at the end only.
final class CSVReader {
  /// A cell: where it lies in the row, without its quotes.
  struct Cell {
    var range = 0..<0
    /// Whether quotes in it are doubled.
    var hasQuotes = false
  }

  /// The names of the wanted columns.
  let columns: [String]
  /// The wanted cells of the current row, in the order asked for.
  private(set) var cells: [Cell]
  private let lines: LineReader
  private let width: Int
  /// For each column of the file, the places among the wanted ones.
  private let places: [[Int]]
  private let last: Int

  /// Reads the row of names.
  ///
  /// - Parameter wanted: names or numbers between commas; `nil` for the only column.
  convenience init(_ stream: any ByteStream, columns wanted: String?) throws {
    try self.init(stream) { try CSVReader.choose(wanted, among: $0, of: stream.name) }
  }

  /// Reads the row of names.
  ///
  /// - Parameter choose: the places of the wanted columns among the names.
  init(_ stream: any ByteStream, choosing choose: ([String]) throws -> [Int]) throws {
    lines = try LineReader(stream)
    guard try lines.next() else {
      throw DataError.malformed(
        file: stream.name, found: "an empty file",
        wanted: "a csv whose first line names the columns")
    }
    let names = try CSVReader.names(lines)
    let chosen = try choose(names)
    columns = chosen.map { names[$0] }
    width = names.count
    var places = [[Int]](repeating: [], count: names.count)
    for (place, column) in chosen.enumerated() { places[column].append(place) }
    self.places = places
    last = chosen.max() ?? 0
    cells = Array(repeating: Cell(), count: chosen.count)
  }

  /// The names of a file's columns.
  ///
  /// - Throws: ``DataError``.
  static func header(_ path: String) throws -> [String] {
    var header: [String] = []
    _ = try CSVReader(FileStream(path)) { names in
      header = names
      return Array(names.indices)
    }
    return header
  }

  var name: String { lines.stream.name }
  /// The bytes of the current row.
  var row: UnsafeBufferPointer<UInt8> { lines.current }

  /// Goes to the next row; `false` at the end.
  func next() throws -> Bool {
    var blank: Int?
    while try lines.next() {
      // A line without a byte is a row of one empty cell only where there is one column.
      if lines.current.isEmpty {
        blank = blank ?? lines.line
        continue
      }
      if let blank {
        throw lines.malformed(
          "an empty line", wanted: "\(width) cell\(width == 1 ? "" : "s"), or the end of the file",
          line: blank)
      }
      try split()
      return true
    }
    return false
  }

  /// The bytes of a wanted cell.
  func bytes(_ place: Int) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(rebasing: row[cells[place].range])
  }

  /// The text of a wanted cell.
  func text(_ place: Int) throws -> String {
    guard let text = CSVReader.text(cells[place], of: row) else {
      throw malformed(place, "bytes that are not UTF-8", wanted: "text")
    }
    return text
  }

  func malformed(_ place: Int, _ found: String, wanted: String) -> DataError {
    lines.malformed(found, wanted: wanted, column: columns[place])
  }

  /// Finds the cells of the current row and counts them.
  private func split() throws {
    let found: Int
    if memchr(row.baseAddress!, 0x22, row.count) == nil {
      found = splitPlain()
    } else {
      found = try CSVReader.splitQuoted(lines) { column, cell in
        if column < width { for place in places[column] { cells[place] = cell } }
      }
    }
    guard found == width else {
      throw lines.malformed(
        "\(found) cell\(found == 1 ? "" : "s")",
        wanted: "\(width), as the first line has names")
    }
  }

  private func splitPlain() -> Int {
    let row = row
    var column = 0
    var start = 0
    for index in 0..<row.count where row[index] == 0x2c {
      if column <= last { note(start..<index, at: column) }
      column += 1
      start = index + 1
    }
    if column <= last { note(start..<row.count, at: column) }
    return column + 1
  }

  @inline(__always) private func note(_ range: Range<Int>, at column: Int) {
    for place in places[column] { cells[place] = Cell(range: range) }
  }

  /// Finds the cells of a row in which there is a quote, reading further lines where one is open.
  private static func splitQuoted(
    _ lines: LineReader, _ note: (Int, Cell) throws -> Void
  ) throws -> Int {
    var column = 0
    var index = 0
    let line = lines.line
    while true {
      var cell = Cell()
      let start = index
      if index < lines.current.count, lines.current[index] == 0x22 {
        index += 1
        while true {
          while index >= lines.current.count {
            guard try lines.extend() else {
              throw lines.malformed(
                "a quote that is not closed", wanted: "one before the end", line: line)
            }
          }
          if lines.current[index] != 0x22 {
            index += 1
          } else if index + 1 < lines.current.count, lines.current[index + 1] == 0x22 {
            cell.hasQuotes = true
            index += 2
          } else {
            break
          }
        }
        cell.range = start + 1..<index
        index += 1
        guard index == lines.current.count || lines.current[index] == 0x2c else {
          throw lines.malformed(
            "text after a closing quote in cell \(column + 1)",
            wanted: "a comma or the line's end; a quote in quotes is doubled")
        }
      } else {
        while index < lines.current.count, lines.current[index] != 0x2c {
          guard lines.current[index] != 0x22 else {
            throw lines.malformed(
              "a quote inside cell \(column + 1), which has none in front",
              wanted: "the whole cell in quotes, and a quote in it doubled")
          }
          index += 1
        }
        cell.range = start..<index
      }
      try note(column, cell)
      column += 1
      guard index < lines.current.count else { return column }
      index += 1
    }
  }

  private static func text(_ cell: Cell, of row: UnsafeBufferPointer<UInt8>) -> String? {
    let bytes = row[cell.range]
    guard cell.hasQuotes else { return FoundText.valid(bytes) }
    var plain: [UInt8] = []
    var isSecond = false
    for byte in bytes {
      isSecond = byte == 0x22 && !isSecond
      if !isSecond { plain.append(byte) }
    }
    return FoundText.valid(plain)
  }

  private static func names(_ lines: LineReader) throws -> [String] {
    var cells: [Cell] = []
    _ = try splitQuoted(lines) { _, cell in cells.append(cell) }
    return try cells.map { cell in
      guard let name = text(cell, of: lines.current) else {
        throw lines.malformed("a name that is not UTF-8", wanted: "text")
      }
      return String(name.trimming { $0 == " " || $0 == "\t" })
    }
  }

  /// The columns asked for, as places in the file.
  static func choose(
    _ wanted: String?, among names: [String], of file: String
  ) throws -> [Int] {
    guard let wanted else {
      guard names.count == 1 else {
        throw DataError.severalColumns(file: file, columns: names)
      }
      return [0]
    }
    // A name that holds a comma is one name if the file has it.
    let parts =
      names.contains(wanted)
      ? [wanted] : wanted.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    return try parts.map { part in
      let found = names.indices.filter { names[$0] == part }
      if found.count == 1 { return found[0] }
      if found.count > 1 {
        throw DataError.malformed(
          file: file, found: "\(found.count) columns '\(part)'",
          wanted: "one; its number will do, as in #\(found[0] + 1)")
      }
      if part.hasPrefix("#"), let number = Int(part.dropFirst()), 1...names.count ~= number {
        return number - 1
      }
      throw DataError.missingColumn(file: file, column: part, columns: names)
    }
  }
}

extension StringProtocol {
  /// Without the characters at both ends for which `isOuter` holds.
  fileprivate func trimming(_ isOuter: (Character) -> Bool) -> SubSequence {
    guard let first = firstIndex(where: { !isOuter($0) }),
      let last = lastIndex(where: { !isOuter($0) })
    else { return self[startIndex..<startIndex] }
    return self[first...last]
  }
}
