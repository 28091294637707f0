import AssayCore

/// Columns of a CSV file, read record by record.
///
/// Commas between cells, quotes doubled inside quoted cells, LF or CR LF between records, a first line of
/// names (RFC 4180). `#3` is the third column, whatever its name.
final class CSVRows: RowSource {
  let name: String
  let shape: Shape
  let count: Int? = nil

  private let file: String
  private var lines: LineReader
  /// Where the wanted columns stand.
  private let places: [Int]
  private let names: [String]
  private let width: Int
  private var line: [UInt8] = []
  private var cells: [[UInt8]] = []

  /// - Parameter columns: `nil` is the only one.
  init(_ stream: some ByteStream, columns: [String]?) throws {
    file = stream.name
    lines = LineReader(stream)
    var header: [[UInt8]] = []
    guard try CSVRows.read(&lines, &line, &header, file: file) else {
      throw DataError.malformed(file: file, found: "an empty file", wanted: "a line of names first")
    }
    let all = header.map { String(decoding: $0, as: UTF8.self) }
    width = all.count
    guard let columns else {
      guard all.count == 1 else {
        throw DataError.missingMember(file: file, member: "one column", members: all)
      }
      (places, names) = ([0], all)
      (name, shape) = (file, [Shape.free])
      return
    }
    places = try columns.map { column in
      if let place = all.firstIndex(of: column) { return place }
      if column.hasPrefix("#"), let number = Int(column.dropFirst()), 1...all.count ~= number {
        return number - 1
      }
      throw DataError.missingMember(file: stream.name, member: column, members: all)
    }
    names = columns
    name = "\(file):\(columns.joined(separator: ","))"
    shape = columns.count == 1 ? [Shape.free] : [Shape.free, columns.count]
  }

  func next(_ rows: Int) throws -> Tensor? {
    var numbers: [Double] = []
    var read = 0
    while read < rows, try record() {
      for (place, column) in zip(places, names) {
        guard let number = NumberText.number(CSVRows.trimmed(cells[place])) else {
          throw DataError.malformed(
            file: file, found: "'\(text(place))' in line \(lines.number), column \(column)",
            wanted: "a number")
        }
        numbers.append(number)
      }
      read += 1
    }
    guard read > 0 else { return nil }
    return try Tensor(numbers, shape: shape.withFirst(read))
  }

  func nextText(_ rows: Int) throws -> [String]? {
    var texts: [String] = []
    while texts.count < rows, try record() {
      texts.append(places.map(text).joined(separator: ","))
    }
    return texts.isEmpty ? nil : texts
  }

  private func text(_ place: Int) -> String { String(decoding: cells[place], as: UTF8.self) }

  /// Reads the next record; says whether there was one. Empty lines are no records.
  private func record() throws -> Bool {
    repeat {
      guard try CSVRows.read(&lines, &line, &cells, file: file) else { return false }
    } while cells.count == 1 && cells[0].isEmpty && width > 1
    if cells.count == 1, cells[0].isEmpty, width == 1, line.isEmpty { return try record() }
    guard cells.count == width else {
      throw DataError.malformed(
        file: file, found: "\(cells.count) cells in line \(lines.number)",
        wanted: "\(width), as the first line names")
    }
    return true
  }

  private static func trimmed(_ cell: [UInt8]) -> ArraySlice<UInt8> {
    var slice = cell[...]
    while slice.first == UInt8(ascii: " ") { slice.removeFirst() }
    while slice.last == UInt8(ascii: " ") { slice.removeLast() }
    return slice
  }

  /// Reads one record's cells.
  private static func read(
    _ lines: inout LineReader, _ line: inout [UInt8], _ cells: inout [[UInt8]], file: String
  ) throws -> Bool {
    line.removeAll(keepingCapacity: true)
    guard try lines.append(to: &line) else { return false }
    var count = 0
    var at = 0
    func open() {
      if cells.count == count { cells.append([]) }
      cells[count].removeAll(keepingCapacity: true)
      count += 1
    }
    let first = lines.number
    while true {
      open()
      if at < line.count, line[at] == UInt8(ascii: "\"") {
        at += 1
        while true {
          if at == line.count {
            // A quoted cell goes on in the next line.
            line.append(UInt8(ascii: "\n"))
            guard try lines.append(to: &line) else {
              throw DataError.malformed(
                file: file, found: "a quote that opens in line \(first) and never closes",
                wanted: "a closing quote")
            }
          }
          if line[at] == UInt8(ascii: "\"") {
            guard at + 1 < line.count, line[at + 1] == UInt8(ascii: "\"") else { break }
            at += 1
          }
          cells[count - 1].append(line[at])
          at += 1
        }
        at += 1
        guard at == line.count || line[at] == UInt8(ascii: ",") else {
          throw DataError.malformed(
            file: file, found: "text after a closing quote in line \(lines.number)",
            wanted: "a comma or the line's end")
        }
      } else {
        let end = line[at...].firstIndex(of: UInt8(ascii: ",")) ?? line.count
        cells[count - 1].append(contentsOf: line[at..<end])
        at = end
      }
      guard at < line.count else { break }
      at += 1
    }
    if cells.count > count { cells.removeLast(cells.count - count) }
    return true
  }
}
