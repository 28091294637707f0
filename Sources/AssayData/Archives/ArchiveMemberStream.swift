import CZip

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// A member of a zip archive as a stream; its checksum is compared at its end.
package final class ArchiveMemberStream: SeekableStream {
  let name: String
  let length: Int
  /// Whether it lies in the archive as it is, so that any part of it can be read at any time.
  let isStored: Bool
  private let file: OpaquePointer
  // An open member needs its archive.
  private let archive: ArchiveReader

  init(
    _ file: OpaquePointer, name: String, length: Int, isStored: Bool, archive: ArchiveReader
  ) {
    self.file = file
    self.isStored = isStored
    self.name = name
    self.length = length
    self.archive = archive
  }

  deinit { zip_fclose(file) }

  func read(into target: UnsafeMutableRawBufferPointer) throws -> Int {
    var filled = 0
    while filled < target.count {
      let count = zip_fread(
        file, target.baseAddress! + filled, UInt64(min(target.count - filled, 1 << 30)))
      guard count >= 0 else {
        throw ArchiveReader.failure(
          zip_file_get_error(file), name, doing: "reading", wanted: "a member as it was stored")
      }
      if count == 0 { break }
      filled += Int(count)
    }
    return filled
  }

  func read(into target: UnsafeMutableRawBufferPointer, at offset: Int) throws -> Int {
    guard zip_fseek(file, zip_int64_t(offset), SEEK_SET) == 0 else {
      throw ArchiveReader.failure(
        zip_file_get_error(file), name, doing: "reading", wanted: "a member that is stored")
    }
    return try read(into: target)
  }

  /// The library compares the checksum when it is asked for more than there is.
  func finish() throws {
    var byte: UInt8 = 0
    let more = try withUnsafeMutableBytes(of: &byte) { try read(into: $0) }
    guard more == 0 else {
      throw malformed("more bytes than the archive says", wanted: "\(length)")
    }
  }
}
