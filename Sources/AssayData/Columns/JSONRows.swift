import AssayCore

/// A field of a jsonl file as rows of float64.
///
/// Each line is an object; the field is a number, a truth value, or a list of them, nested as
/// deep as one likes but of one shape in every line. `NaN` and `Infinity` are read as Python writes
/// them.
final class JSONRows: RowSource {
  let name: String
  private let reader: JSONReader
  private let sample: Shape
  /// The first line, which was read for the shape.
  private var waiting: [Double]?

  init(_ stream: any ByteStream, field: String?) throws {
    name = field.map { "\(stream.name):\($0)" } ?? stream.name
    reader = try JSONReader(stream, field: field)
    var list = NumberList(shape: nil)
    let isEmpty = try !reader.next { try list.read(&$0) }
    sample = Shape(list.sizes)
    waiting = isEmpty ? nil : list.values
  }

  var dtype: DType { .float64 }
  var count: Int? { nil }
  var shape: Shape { Shape([Shape.free] + Array(sample)) }

  func next(_ rows: Int) throws -> Tensor? {
    precondition(rows > 0, "next(_:) was asked for \(rows) rows; wanted at least 1")
    var list = NumberList(shape: Array(sample))
    list.values.reserveCapacity(min(rows, 65_536) * min(sample.elements, 1024))
    var count = 0
    if let first = waiting {
      list.values += first
      waiting = nil
      count = 1
    }
    while count < rows, try reader.next({ try list.read(&$0) }) { count += 1 }
    return count == 0 ? nil : try Tensor(list.values, shape: shape.withFirst(count))
  }
}

/// The numbers of nested lists of one shape.
struct NumberList {
  var values: [Double] = []
  private(set) var sizes: [Int]
  /// How deep the numbers lie, once one or a known shape told.
  private var depth: Int?

  /// - Parameter shape: the shape that every value must have; `nil` where the first one tells.
  init(shape: [Int]?) {
    sizes = shape ?? []
    depth = shape?.count
  }

  /// Adds a value.
  mutating func read(_ parser: inout JSONLineParser) throws { try read(&parser, at: 0) }

  private mutating func read(_ parser: inout JSONLineParser, at level: Int) throws {
    guard parser.skip(UInt8(ascii: "[")) else { return try number(&parser, at: level) }
    if let depth, level >= depth {
      throw JSONLineParser.Problem(found: "a list", wanted: wantedValue(at: level))
    }
    guard level < Shape.maximumRank - 1 else {
      throw JSONLineParser.Problem(
        found: "lists nested deeper than \(Shape.maximumRank - 1)", wanted: "at most that")
    }
    if sizes.count == level { sizes.append(-1) }
    var count = 0
    if !parser.skip(UInt8(ascii: "]")) {
      repeat {
        try read(&parser, at: level + 1)
        count += 1
      } while parser.skip(UInt8(ascii: ","))
      guard parser.skip(UInt8(ascii: "]")) else { throw parser.problem("',' or ']'") }
    }
    if sizes[level] == -1 { sizes[level] = count }
    guard sizes[level] == count else {
      throw JSONLineParser.Problem(
        found: "a list of \(count)", wanted: "\(sizes[level]), as in the lists before")
    }
  }

  private mutating func number(_ parser: inout JSONLineParser, at level: Int) throws {
    guard !parser.isAtString() else {
      throw JSONLineParser.Problem(
        found: FoundText.shown(try parser.rawString("a text"), nothing: "an empty text"),
        wanted: "a number")
    }
    let word = try parser.word()
    let reading = DecimalNumber.read(word)
    guard case .number(let value) = reading else {
      throw JSONLineParser.Problem(
        found: FoundText.shown(word, nothing: ""), wanted: reading.wanted)
    }
    guard level == depth ?? sizes.count else {
      throw JSONLineParser.Problem(found: "a number", wanted: "a list")
    }
    depth = level
    values.append(value)
  }

  private func wantedValue(at level: Int) -> String {
    level == 0 ? "a number, as in the lines before" : "a number"
  }
}
