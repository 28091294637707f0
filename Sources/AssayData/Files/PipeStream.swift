#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// A pipe as a stream: it has no length, and is read once.
final class PipeStream: ByteStream {
  let name: String
  /// A pipe does not say its length.
  let length = Int.max / 4
  /// The first byte, read ahead so that the format can be told.
  let first: UInt8?
  private let descriptor: Int32
  private var isFirstGiven = false

  private init(_ descriptor: Int32, name: String) throws {
    self.name = name
    self.descriptor = descriptor
    var byte: UInt8 = 0
    let count = try withUnsafeMutableBytes(of: &byte) {
      try System.read(descriptor, into: $0, of: name)
    }
    first = count == 1 ? byte : nil
  }

  static func standardInput() throws -> PipeStream {
    try PipeStream(STDIN_FILENO, name: "standard input")
  }

  func read(into target: UnsafeMutableRawBufferPointer) throws -> Int {
    var filled = 0
    if !isFirstGiven, !target.isEmpty {
      isFirstGiven = true
      guard let first else { return 0 }
      target[0] = first
      filled = 1
    }
    while filled < target.count {
      let rest = UnsafeMutableRawBufferPointer(rebasing: target[filled...])
      let count = try System.read(descriptor, into: rest, of: name)
      if count == 0 { break }
      filled += count
    }
    return filled
  }

  func finish() throws {
    var byte: UInt8 = 0
    let more = try withUnsafeMutableBytes(of: &byte) { try read(into: $0) }
    guard more == 0 else { throw malformed("more bytes after the last row", wanted: "its end") }
  }
}
