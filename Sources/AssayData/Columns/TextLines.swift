/// The lines of a text file, or of standard input, one after another.
public struct TextLines {
  public let name: String
  private let reader: LineReader

  /// - Parameter path: `-` is standard input.
  /// - Throws: ``DataError``.
  public init(_ path: String) throws {
    if path == "-" {
      let input = StandardInput()
      name = input.name
      reader = try LineReader(input)
    } else {
      name = path
      reader = try LineReader(try FileStream(path))
    }
  }

  /// The number of the line last read, from 1.
  public var number: Int { reader.line }

  /// The next line, without what ends it; `nil` at the end.
  ///
  /// - Throws: ``DataError``.
  public mutating func next() throws -> [UInt8]? {
    try reader.next() ? Array(reader.current) : nil
  }
}
