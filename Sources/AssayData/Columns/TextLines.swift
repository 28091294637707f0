/// The lines of a text file, or of standard input, one after another.
public struct TextLines {
  public let name: String
  private var reader: LineReader
  private var line: [UInt8] = []

  /// - Parameter path: `-` is standard input.
  /// - Throws: ``DataError``.
  public init(_ path: String) throws {
    if path == "-" {
      let input = try PipeStream.standardInput()
      name = input.name
      reader = LineReader(input)
    } else {
      name = path
      reader = LineReader(try FileStream(path))
    }
  }

  /// The number of the line last read, from 1.
  public var number: Int { reader.number }

  /// The next line, without what ends it; `nil` at the end.
  ///
  /// - Throws: ``DataError``.
  public mutating func next() throws -> [UInt8]? {
    line.removeAll(keepingCapacity: true)
    return try reader.append(to: &line) ? line : nil
  }
}
