/// Lines of a stream, out of one buffer.
struct LineReader {
  private let stream: any ByteStream
  private var buffer = [UInt8](repeating: 0, count: 1 << 18)
  private var start = 0
  private var end = 0
  private var isAtEnd = false
  /// The number of the line last read, from 1.
  private(set) var number = 0

  /// A line longer than this is taken for a file that is no text.
  static let longest = 1 << 26

  init(_ stream: any ByteStream) { self.stream = stream }

  /// Appends the next line, without what ends it; says whether there was one.
  mutating func append(to line: inout [UInt8]) throws -> Bool {
    var found = false
    while true {
      if start == end {
        guard !isAtEnd else { break }
        end = try buffer.withUnsafeMutableBytes { try stream.read(into: $0) }
        start = 0
        if end == 0 {
          isAtEnd = true
          try stream.finish()
          break
        }
      }
      found = true
      let rest = start..<end
      guard let newline = buffer[rest].firstIndex(of: UInt8(ascii: "\n")) else {
        line += buffer[rest]
        start = end
        guard line.count <= LineReader.longest else {
          throw stream.malformed(
            "more than \(LineReader.longest) bytes in line \(number + 1)", wanted: "lines of text")
        }
        continue
      }
      line += buffer[start..<newline]
      start = newline + 1
      break
    }
    guard found else { return false }
    number += 1
    if number == 1, line.starts(with: [0xEF, 0xBB, 0xBF]) { line.removeFirst(3) }
    if line.last == UInt8(ascii: "\r") { line.removeLast() }
    return true
  }
}
