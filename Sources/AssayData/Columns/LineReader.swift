#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// The marks that may stand at the front of a text.
enum ByteOrderMark {
  static let utf8: [UInt8] = [0xef, 0xbb, 0xbf]
}

/// The lines of a stream, out of one block of memory that is filled again and again.
final class LineReader {
  /// The longest row; a quote that is never closed would else take the rest of the file.
  static let longestRow = 1 << 28

  let stream: any ByteStream
  /// The number of the line that was read last, counting from 1.
  private(set) var line = 0
  private var memory: UnsafeMutableRawBufferPointer
  private var start = 0
  private var end = 0
  private var isAtEnd = false
  /// Where the current row begins and its last line ends, without the mark of its end.
  private var row = 0..<0

  init(_ stream: any ByteStream, block: Int = 1 << 20) throws {
    self.stream = stream
    memory = .allocate(byteCount: max(block, 16), alignment: 16)
    try fill()
    if bytes(0..<min(3, end)).elementsEqual(ByteOrderMark.utf8) { start = 3 }
  }

  deinit { memory.deallocate() }

  /// The current row, until the next is asked for.
  var current: UnsafeBufferPointer<UInt8> { bytes(row) }

  /// Goes to the next line; `false` at the end.
  func next() throws -> Bool {
    guard let (stop, after) = try lineEnd() else { return false }
    row = start..<stop
    start = after
    line += 1
    return true
  }

  /// Adds the next line to the row; `false` at the end.
  func extend() throws -> Bool {
    // Moving the row to the front of the memory keeps it whole while more is read.
    let kept = start - row.lowerBound
    let size = row.count
    start = row.lowerBound
    guard let (stop, after) = try lineEnd(skipping: kept) else {
      row = start..<start + size
      start += kept
      return false
    }
    row = start..<stop
    start = after
    line += 1
    return true
  }

  func malformed(_ found: String, wanted: String, column: String? = nil, line: Int? = nil)
    -> DataError
  {
    .malformedLine(
      file: stream.name, line: line ?? self.line, column: column, found: found, wanted: wanted)
  }

  /// Where a line's text ends, and where the next begins; `nil` where there is no more.
  private func lineEnd(skipping kept: Int = 0) throws -> (Int, Int)? {
    var searched = kept
    while true {
      let from = start + searched
      if from < end, let found = memchr(memory.baseAddress! + from, 0x0a, end - from) {
        let stop = UnsafeRawPointer(memory.baseAddress!).distance(to: UnsafeRawPointer(found))
        return (stop > start && byte(stop - 1) == 0x0d ? stop - 1 : stop, stop + 1)
      }
      searched = end - start
      if isAtEnd {
        guard searched > kept else { return nil }
        return (byte(end - 1) == 0x0d ? end - 1 : end, end)
      }
      guard searched < LineReader.longestRow else {
        throw malformed(
          "a row of more than \(LineReader.longestRow) bytes",
          wanted: "a shorter one; is a quote not closed?", line: line + 1)
      }
      try fill()
    }
  }

  /// Moves what is not read yet to the front and reads on.
  private func fill() throws {
    if start == 0, end == memory.count {
      let larger = UnsafeMutableRawBufferPointer.allocate(
        byteCount: memory.count * 2, alignment: 16)
      larger.copyMemory(from: UnsafeRawBufferPointer(memory))
      memory.deallocate()
      memory = larger
    } else if start > 0 {
      memmove(memory.baseAddress!, memory.baseAddress! + start, end - start)
      end -= start
      start = 0
    }
    let rest = UnsafeMutableRawBufferPointer(rebasing: memory[end...])
    let count = try stream.read(into: rest)
    isAtEnd = count < rest.count
    end += count
    if isAtEnd { try stream.finish() }
  }

  private func byte(_ index: Int) -> UInt8 { memory[index] }

  private func bytes(_ range: Range<Int>) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(
      UnsafeMutableRawBufferPointer(rebasing: memory[range]).assumingMemoryBound(to: UInt8.self))
  }
}
