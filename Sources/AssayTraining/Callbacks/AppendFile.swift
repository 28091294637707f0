import AssayData

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// A text file that grows at its end and can be cut there.
final class AppendFile {
  private let path: String
  private let descriptor: Int32

  /// Opens a file, or makes an empty one.
  ///
  /// - Throws: ``DataError/inputOutput(file:doing:reason:)``, as everything here.
  init(_ path: String) throws {
    try FileName.check(path, for: "writing")
    self.path = path
    descriptor = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw Self.failure(path) }
  }

  deinit { close(descriptor) }

  /// The bytes that the file holds; 0 for a pipe.
  func size() throws -> Int {
    var info = stat()
    guard fstat(descriptor, &info) == 0 else { throw Self.failure(path) }
    return Int(info.st_size)
  }

  /// Whether nothing stands after the last line break.
  func endsALine() throws -> Bool {
    let size = try size()
    var byte: UInt8 = 0
    guard size > 0 else { return true }
    guard pread(descriptor, &byte, 1, off_t(size - 1)) == 1 else { throw Self.failure(path) }
    return byte == UInt8(ascii: "\n")
  }

  /// Drops what stands after `size` bytes.
  func cut(to size: Int) throws {
    guard try self.size() > size else { return }
    guard ftruncate(descriptor, off_t(size)) == 0 else { throw Self.failure(path) }
  }

  func append(_ text: String) throws {
    var text = text
    try text.withUTF8 { bytes in
      var rest = UnsafeRawBufferPointer(bytes)
      while !rest.isEmpty {
        let count = write(descriptor, rest.baseAddress, rest.count)
        if count > 0 {
          rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        } else if errno != EINTR {
          throw Self.failure(path)
        }
      }
    }
  }

  private static func failure(_ path: String) -> DataError {
    .inputOutput(file: path, doing: "writing", reason: String(cString: strerror(errno)))
  }
}
