/// The lines of a text file, or of standard input, one after another.
///
///     var lines = try TextLines("calls.jsonl")
///     while let line = try lines.next() { … }
public struct TextLines {
  private let reader: LineReader

  /// - Parameter path: `-` is standard input.
  /// - Throws: ``DataError``.
  public init(_ path: String) throws {
    reader = try LineReader(path == "-" ? StandardInput() : try FileStream(path))
  }

  /// What errors call it.
  public var name: String { reader.stream.name }
  /// The number of the line last read, from 1.
  public var number: Int { reader.line }

  /// The next line, without what ends it; `nil` at the end.
  ///
  /// - Throws: ``DataError``.
  public mutating func next() throws -> [UInt8]? {
    try reader.next() ? Array(reader.current) : nil
  }
}
