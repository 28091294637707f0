#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Standard input as a stream, whose first bytes can be looked at before they are read.
final class StandardInput: ByteStream {
  /// Where a program's standard input is.
  static let descriptor = STDIN_FILENO

  let name = "standard input"
  let length = Int.max
  private let descriptor: Int32
  private var waiting: [UInt8] = []

  /// - Parameter descriptor: what to read instead; it is not closed.
  init(descriptor: Int32 = StandardInput.descriptor) { self.descriptor = descriptor }

  /// The next `count` bytes, or as many as there are; they are still there to be read.
  func peek(_ count: Int) throws -> [UInt8] {
    if waiting.count < count {
      let missing = count - waiting.count
      waiting += try [UInt8](unsafeUninitializedCapacity: missing) { buffer, initialized in
        initialized = try fill(UnsafeMutableRawBufferPointer(buffer))
      }
    }
    return Array(waiting.prefix(count))
  }

  func read(into target: UnsafeMutableRawBufferPointer) throws -> Int {
    let known = min(waiting.count, target.count)
    guard known > 0 else { return try fill(target) }
    target.copyBytes(from: waiting[..<known])
    waiting.removeFirst(known)
    return known + (try fill(UnsafeMutableRawBufferPointer(rebasing: target[known...])))
  }

  func finish() throws {
    guard try peek(1).isEmpty else {
      throw malformed("more bytes than the header says", wanted: "one array and its end")
    }
  }

  private func fill(_ target: UnsafeMutableRawBufferPointer) throws -> Int {
    var filled = 0
    while filled < target.count {
      let rest = UnsafeMutableRawBufferPointer(rebasing: target[filled...])
      let count = try System.read(descriptor, into: rest, of: name)
      if count == 0 { break }
      filled += count
    }
    return filled
  }
}
