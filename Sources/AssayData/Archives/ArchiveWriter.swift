import AssayCore
import CZip

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Writes zip archives: members stored as they are, dated 1980, so that the same members give the
/// same bytes.
package final class ArchiveWriter {
  private let path: String
  private let archive: OpaquePointer
  private let source: OpaquePointer
  private var isOpen = true
  private var hasMembers = false
  // What the library copies from when it closes the archive.
  private var contents: [UnsafeMutableRawBufferPointer] = []

  /// Writes an archive, whole or not at all.
  ///
  /// - Parameter isLarge: whether it is put together in a file beside its place, rather than in memory.
  /// - Throws: what `body` throws, or ``DataError/inputOutput(file:doing:reason:)``.
  package static func write(
    to path: String, isLarge: Bool = false, _ body: (ArchiveWriter) throws -> Void
  ) throws {
    let partial = isLarge ? PartialFile.name(beside: path) : nil
    defer { if let partial { unlink(partial) } }
    let writer = try ArchiveWriter(path, partial: partial)
    try body(writer)
    try writer.close()
    try AtomicFile.write(to: path) { try writer.copy(to: $0) }
  }

  private init(_ path: String, partial: String?) throws {
    var error = zip_error_t()
    zip_error_init(&error)
    defer { zip_error_fini(&error) }
    let created =
      partial.map { zip_source_file_create($0, 0, 0, &error) }
      ?? zip_source_buffer_create(nil, 0, 0, &error)
    guard let source = created else {
      throw ArchiveReader.failure(&error, path, doing: "writing", wanted: "a new archive")
    }
    guard let archive = zip_open_from_source(source, ZIP_CREATE | ZIP_TRUNCATE, &error) else {
      zip_source_free(source)
      throw ArchiveReader.failure(&error, path, doing: "writing", wanted: "a new archive")
    }
    zip_source_keep(source)
    self.path = path
    self.source = source
    self.archive = archive
  }

  deinit {
    if isOpen { zip_discard(archive) }
    zip_source_free(source)
    for content in contents { content.deallocate() }
  }

  /// Adds a member of `size` bytes, which `fill` writes.
  package func add(
    _ member: String, size: Int, fill: (UnsafeMutableRawBufferPointer) -> Void
  ) throws {
    let content = UnsafeMutableRawBufferPointer.allocate(byteCount: max(size, 1), alignment: 16)
    contents.append(content)
    fill(UnsafeMutableRawBufferPointer(rebasing: content[..<size]))
    guard let data = zip_source_buffer(archive, content.baseAddress, UInt64(size), 0) else {
      throw failure(member)
    }
    try add(member, data)
  }

  /// Adds a member of what is in a file, which has to stay until the archive is written.
  func add(_ member: String, file: String) throws {
    guard let data = zip_source_file(archive, file, 0, 0) else { throw failure(member) }
    try add(member, data)
  }

  private func add(_ member: String, _ data: OpaquePointer) throws {
    hasMembers = true
    let index = zip_file_add(archive, member, data, zip_flags_t(ZIP_FL_ENC_UTF_8))
    guard index >= 0 else {
      zip_source_free(data)
      throw failure(member)
    }
    let firstOfJanuary1980: UInt16 = 1 << 5 | 1
    guard zip_set_file_compression(archive, UInt64(index), ZIP_CM_STORE, 0) == 0,
      zip_file_set_dostime(archive, UInt64(index), 0, firstOfJanuary1980, 0) == 0,
      // Else those of the file that a member is copied from, which the user's mask decides.
      zip_file_set_external_attributes(
        archive, UInt64(index), 0, UInt8(ZIP_OPSYS_UNIX), 0o100644 << 16) == 0
    else { throw failure(member) }
  }

  private func close() throws {
    guard zip_close(archive) == 0 else { throw failure(nil) }
    isOpen = false
  }

  private func copy(to file: AtomicFile) throws {
    // The library deletes an archive of no members; the format has one, which is all end record.
    guard hasMembers else {
      return try file.write(Array("PK".utf8) + [5, 6] + [UInt8](repeating: 0, count: 18))
    }
    guard zip_source_open(source) == 0 else { throw sourceFailure() }
    defer { zip_source_close(source) }
    var block = [UInt8](repeating: 0, count: 1 << 20)
    while true {
      let count = zip_source_read(source, &block, UInt64(block.count))
      guard count >= 0 else { throw sourceFailure() }
      if count == 0 { return }
      try block.withUnsafeBytes {
        try file.write(UnsafeRawBufferPointer(rebasing: $0[..<Int(count)]))
      }
    }
  }

  private func failure(_ member: String?) -> DataError {
    ArchiveReader.failure(
      zip_get_error(archive), member.map { "\(path):\($0)" } ?? path, doing: "writing",
      wanted: "a new archive")
  }

  private func sourceFailure() -> DataError {
    ArchiveReader.failure(
      zip_source_error(source), path, doing: "writing", wanted: "a whole archive")
  }
}
