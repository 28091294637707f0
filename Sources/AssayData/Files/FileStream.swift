#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// A file as a stream.
final class FileStream: SeekableStream {
  let name: String
  let length: Int
  private let descriptor: Int32

  /// Opens a regular file.
  ///
  /// - Throws: ``DataError/missingFile(_:)``, or ``DataError/inputOutput(file:doing:reason:)``.
  init(_ path: String) throws {
    name = path
    // A pipe that nobody writes to would be waited for; it is to be refused.
    descriptor = try System.open(path, O_RDONLY | O_NONBLOCK, to: "reading")
    do {
      let status = try System.status(descriptor, of: path)
      guard status.isRegular else {
        throw DataError.unsupported(
          file: path, found: "a folder, pipe or device", wanted: "a regular file")
      }
      length = status.size
    } catch {
      System.closeQuietly(descriptor)
      throw error
    }
  }

  deinit { System.closeQuietly(descriptor) }

  func read(into target: UnsafeMutableRawBufferPointer) throws -> Int {
    var filled = 0
    while filled < target.count {
      let rest = UnsafeMutableRawBufferPointer(rebasing: target[filled...])
      let count = try System.read(descriptor, into: rest, of: name)
      if count == 0 { break }
      filled += count
    }
    return filled
  }

  func read(into target: UnsafeMutableRawBufferPointer, at offset: Int) throws -> Int {
    var filled = 0
    while filled < target.count {
      let rest = UnsafeMutableRawBufferPointer(rebasing: target[filled...])
      let count = try System.read(descriptor, into: rest, at: offset + filled, of: name)
      if count == 0 { break }
      filled += count
    }
    return filled
  }

  func finish() {}
}
