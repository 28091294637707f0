import AssayCore

/// A field of the objects of a JSON Lines file: a number, a truth, or a list of them, nested or not.
final class JSONLRows: RowSource {
  let name: String
  private(set) var shape: Shape = [Shape.free]
  let count: Int? = nil

  private let file: String
  private let field: String
  private var lines: LineReader
  private var line: [UInt8] = []
  /// The first row, read ahead because it gives the shape.
  private var ahead: [Double]?

  init(_ stream: some ByteStream, field: String, asText: Bool = false) throws {
    file = stream.name
    name = "\(file):\(field)"
    self.field = field
    lines = LineReader(stream)
    guard !asText else { return }
    guard let row = try row(isFirst: true) else {
      throw DataError.malformed(file: file, found: "no lines", wanted: "an object a line")
    }
    ahead = row
  }

  func next(_ rows: Int) throws -> Tensor? {
    var numbers: [Double] = []
    var read = 0
    while read < rows {
      guard let row = try ahead ?? row(isFirst: false) else { break }
      ahead = nil
      numbers += row
      read += 1
    }
    guard read > 0 else { return nil }
    return try Tensor(numbers, shape: shape.withFirst(read))
  }

  func nextText(_ rows: Int) throws -> [String]? {
    var texts: [String] = []
    while texts.count < rows, try nextLine() {
      var parser = JSONLineParser(line)
      guard let value = try parser.value(of: field, in: self) else { throw missing }
      switch value {
      case .text(let text): texts.append(text)
      case .number(let number): texts.append(Int(exactly: number).map(String.init) ?? "\(number)")
      default: throw wrong("a list or nothing", "a name or a number for the group")
      }
    }
    return texts.isEmpty ? nil : texts
  }

  private func nextLine() throws -> Bool {
    repeat {
      line.removeAll(keepingCapacity: true)
      guard try lines.append(to: &line) else { return false }
    } while line.allSatisfy { $0 == UInt8(ascii: " ") }
    return true
  }

  private func row(isFirst: Bool) throws -> [Double]? {
    guard try nextLine() else { return nil }
    var parser = JSONLineParser(line)
    guard let value = try parser.value(of: field, in: self) else { throw missing }
    var numbers: [Double] = []
    let sizes = try flatten(value, into: &numbers, depth: 0)
    if isFirst { shape = Shape([Shape.free] + sizes) }
    guard shape.dropFirst().elementsEqual(sizes) else {
      throw wrong("\(field) of shape \(Shape(sizes))", "\(shape.sample), as in the first line")
    }
    return numbers
  }

  private func flatten(
    _ value: JSONLineParser.Value, into numbers: inout [Double], depth: Int
  ) throws -> [Int] {
    switch value {
    case .number(let number):
      numbers.append(number)
      return []
    case .list(let elements):
      guard depth < Shape.maximumRank - 2 else {
        throw wrong("lists nested \(depth + 1) deep", "at most \(Shape.maximumRank - 2)")
      }
      var sizes: [Int]?
      for element in elements {
        let own = try flatten(element, into: &numbers, depth: depth + 1)
        guard sizes == nil || sizes == own else {
          throw wrong("lists of different lengths in \(field)", "lists of one length")
        }
        sizes = own
      }
      return [elements.count] + (sizes ?? [])
    case .text(let text):
      guard let number = NumberText.number(Array(text.utf8)[...]), !number.isFinite else {
        throw wrong("text in \(field)", "a number or a list of numbers")
      }
      numbers.append(number)
      return []
    case .null, .object: throw wrong("no number in \(field)", "a number or a list of numbers")
    }
  }

  private var missing: DataError {
    wrong("no '\(field)'", "it in every line")
  }

  /// What is wrong in the line last read.
  func wrong(_ found: String, _ wanted: String) -> DataError {
    .malformed(file: file, found: "\(found) in line \(lines.number)", wanted: wanted)
  }
}
