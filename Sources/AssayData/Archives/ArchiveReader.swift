import CZip

/// A zip archive to read from: members by exact name, in memory; nothing is ever extracted.
///
/// Refused before a byte is unpacked: two members of one name, encryption, methods other than
/// store and deflate, sizes beyond the ``ArchiveLimits``, and archives whose parts contradict each
/// other.
package final class ArchiveReader {
  package let name: String
  /// The members' names, in the archive's order.
  package let members: [String]

  private let archive: OpaquePointer
  private let indices: [String: Int]
  private let limits: ArchiveLimits
  // The library reads from here for as long as the archive is open.
  private let memory: UnsafeMutableRawBufferPointer?

  /// Opens a file.
  package convenience init(_ path: String, limits: ArchiveLimits = .standard) throws {
    // Opened here first, for the same errors as every other file.
    try ArchiveReader.refuseEmpty(FileStream(path))
    var code: Int32 = 0
    guard let archive = zip_open(path, ZIP_RDONLY | ZIP_CHECKCONS, &code) else {
      var error = zip_error_t()
      zip_error_init_with_code(&error, code)
      defer { zip_error_fini(&error) }
      throw ArchiveReader.failure(&error, path, doing: "reading", wanted: "a zip archive")
    }
    try self.init(archive, name: path, limits: limits, memory: nil)
  }

  /// Opens what a file would hold.
  package convenience init(_ bytes: [UInt8], named name: String, limits: ArchiveLimits = .standard)
    throws
  {
    try ArchiveReader.refuseEmpty(MemoryStream(bytes, name: name))
    let memory = UnsafeMutableRawBufferPointer.allocate(
      byteCount: max(bytes.count, 1), alignment: 16)
    memory.copyBytes(from: bytes)
    var error = zip_error_t()
    zip_error_init(&error)
    defer { zip_error_fini(&error) }
    let source = zip_source_buffer_create(memory.baseAddress, UInt64(bytes.count), 0, &error)
    guard let source,
      let archive = zip_open_from_source(source, ZIP_RDONLY | ZIP_CHECKCONS, &error)
    else {
      if let source { zip_source_free(source) }
      memory.deallocate()
      throw ArchiveReader.failure(&error, name, doing: "reading", wanted: "a zip archive")
    }
    try self.init(archive, name: name, limits: limits, memory: memory)
  }

  private init(
    _ archive: OpaquePointer, name: String, limits: ArchiveLimits,
    memory: UnsafeMutableRawBufferPointer?
  ) throws {
    self.archive = archive
    self.name = name
    self.limits = limits
    self.memory = memory
    let count = max(zip_get_num_entries(archive, 0), 0)
    members = (0..<count).map { index in
      zip_get_name(archive, UInt64(index), 0).map { String(cString: $0) } ?? ""
    }
    indices = Dictionary(zip(members, members.indices)) { first, _ in first }
    // A second member of a name is one that a reader which looks only once never sees.
    for (index, member) in members.enumerated() where indices[member] != index {
      throw DataError.malformed(
        file: name, found: "two members of one name", wanted: "names that differ")
    }
  }

  deinit {
    zip_discard(archive)
    memory?.deallocate()
  }

  /// Opens a member.
  ///
  /// - Throws: ``DataError`` if there is none of this name, or it is one of those refused.
  func stream(_ member: String) throws -> ArchiveMemberStream {
    guard let index = indices[member] else {
      throw DataError.missingMember(file: name, member: member, members: members)
    }
    let memberName = "\(name):\(member)"
    var status = zip_stat_t()
    let wanted = UInt64(ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE | ZIP_STAT_COMP_METHOD)
    guard zip_stat_index(archive, UInt64(index), 0, &status) == 0, status.valid & wanted == wanted
    else {
      throw ArchiveReader.failure(
        zip_get_error(archive), memberName, doing: "reading", wanted: "a member of known size")
    }
    guard status.encryption_method == UInt16(ZIP_EM_NONE) else {
      throw DataError.unsupported(
        file: memberName, found: "an encrypted member", wanted: "one that is not")
    }
    guard [ZIP_CM_STORE, ZIP_CM_DEFLATE].contains(Int32(status.comp_method)) else {
      throw DataError.unsupported(
        file: memberName, found: "compression method \(status.comp_method)",
        wanted: "store (0) or deflate (8)")
    }
    guard limits.allow(size: status.size, stored: status.comp_size) else {
      throw DataError.unsupported(
        file: memberName, found: "\(status.comp_size) bytes that unpack to \(status.size)",
        wanted: "at most \(limits.ratio) for each byte, and \(limits.memberBytes) in all")
    }
    guard let file = zip_fopen_index(archive, UInt64(index), 0) else {
      throw ArchiveReader.failure(
        zip_get_error(archive), memberName, doing: "reading", wanted: "a whole member")
    }
    return ArchiveMemberStream(
      file, name: memberName, length: Int(status.size),
      isStored: Int32(status.comp_method) == ZIP_CM_STORE, archive: self)
  }

  /// The whole of a member.
  ///
  /// - Throws: as ``stream(_:)``, and for a member that is not as it was stored.
  package func bytes(of member: String) throws -> [UInt8] {
    let stream = try stream(member)
    let bytes = try stream.bytes(stream.length)
    guard bytes.count == stream.length else {
      throw stream.malformed("\(bytes.count) bytes", wanted: "\(stream.length)")
    }
    try stream.finish()
    return bytes
  }

  /// The library takes no bytes at all for an archive of no members.
  private static func refuseEmpty(_ stream: some ByteStream) throws {
    guard stream.length > 0 else {
      throw stream.malformed("an empty file", wanted: "a zip archive")
    }
  }

  /// What the library found: the system's fault or the file's.
  static func failure(
    _ error: UnsafeMutablePointer<zip_error_t>, _ file: String, doing: String, wanted: String
  ) -> DataError {
    let text = String(cString: zip_error_strerror(error))
    return switch zip_error_code_zip(error) {
    case ZIP_ER_OPEN, ZIP_ER_READ, ZIP_ER_SEEK, ZIP_ER_WRITE, ZIP_ER_TMPOPEN, ZIP_ER_MEMORY:
      .inputOutput(file: file, doing: doing, reason: text)
    // The file is there: it is the directory of members that is not.
    case ZIP_ER_NOENT: .malformed(file: file, found: "no whole archive", wanted: wanted)
    case ZIP_ER_EXISTS:
      .malformed(file: file, found: "two members of one name", wanted: "names that differ")
    default: .malformed(file: file, found: text, wanted: wanted)
    }
  }
}
