/// Bytes that are read once, from front to back, out of a file, memory or an archive.
protocol ByteStream: AnyObject {
  /// What errors call it.
  var name: String { get }
  /// The number of bytes that it says it has, `Int.max` where none can tell; a reader trusts this
  /// for refusing only.
  var length: Int { get }
  /// Reads into `target`; fewer bytes than it holds only at the end.
  func read(into target: UnsafeMutableRawBufferPointer) throws -> Int
  /// Throws unless all was read and is as it was stored.
  func finish() throws
}

/// A stream of which any part can be read at any time.
protocol SeekableStream: ByteStream {
  /// Reads into `target` what lies from `offset` on; fewer bytes than it holds only at the end.
  func read(into target: UnsafeMutableRawBufferPointer, at offset: Int) throws -> Int
}

extension ByteStream {
  /// Whether the length is told before the end.
  var isLengthKnown: Bool { length != Int.max }

  func malformed(_ found: String, wanted: String) -> DataError {
    .malformed(file: name, found: found, wanted: wanted)
  }

  /// The next `count` bytes, or as many as there are.
  func bytes(_ count: Int) throws -> [UInt8] {
    try [UInt8](unsafeUninitializedCapacity: max(min(count, length), 0)) { buffer, initialized in
      initialized = try read(into: UnsafeMutableRawBufferPointer(buffer))
    }
  }
}

/// Bytes in memory as a stream.
final class MemoryStream: ByteStream {
  let name: String
  private let content: [UInt8]
  private var position = 0

  init(_ content: [UInt8], name: String) {
    self.content = content
    self.name = name
  }

  var length: Int { content.count }

  func read(into target: UnsafeMutableRawBufferPointer) -> Int {
    let part = content[position..<min(position + target.count, content.count)]
    target.copyBytes(from: part)
    position += part.count
    return part.count
  }

  func finish() {}
}
