#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// A file that appears whole or not at all.
///
///     try AtomicFile.write(to: "weights.npy") { file in try file.write(bytes) }
///
/// It is written beside its place, synchronised, and renamed; whatever fails before leaves the old
/// file as it was and nothing else. What a killed process left, the next file in that folder removes.
/// A pipe or device is written to as it is.
package final class AtomicFile {
  private let path: String
  private let place: String
  private let partial: String?
  private var descriptor: Int32

  /// Calls `body` with the file to fill, then puts it into its place.
  ///
  /// - Throws: what `body` throws, or ``DataError/inputOutput(file:doing:reason:)``.
  package static func write(to path: String, _ body: (AtomicFile) throws -> Void) throws {
    let file = try AtomicFile(path)
    try body(file)
    try file.commit()
  }

  private init(_ path: String) throws {
    try FileName.check(path, for: "writing")
    self.path = path
    // Renaming over a link would replace the link, and the file it names would stay old.
    place = System.resolvingLinks(path)
    let existing = System.status(place)
    if let existing, !existing.isRegular {
      partial = nil
      descriptor = try System.open(path, O_WRONLY, to: "writing")
      return
    }
    // Named by the path that was asked for: nobody knows the other.
    do {
      let file = try PartialFile(beside: place)
      (partial, descriptor) = (file.name, file.descriptor)
    } catch DataError.inputOutput(_, let doing, let reason) {
      throw DataError.inputOutput(file: path, doing: doing, reason: reason)
    }
    if let existing, fchmod(descriptor, existing.permissions) != 0 {
      throw DataError.inputOutput(
        file: path, doing: "writing", reason: String(cString: strerror(errno)))
    }
  }

  deinit { discard() }

  /// Writes the next bytes.
  package func write(_ bytes: UnsafeRawBufferPointer) throws {
    try System.write(descriptor, bytes, to: path)
  }

  /// Writes the next bytes.
  package func write(_ bytes: [UInt8]) throws {
    try bytes.withUnsafeBytes { try write($0) }
  }

  /// Writes over what stands at the front.
  ///
  /// - Throws: ``DataError`` for a pipe or device, where what was written is gone.
  func overwrite(_ bytes: [UInt8]) throws {
    guard partial != nil else {
      throw DataError.unsupported(
        file: path, found: "a pipe or device", wanted: "a file, whose front can be written last")
    }
    try bytes.withUnsafeBytes { try System.overwrite(descriptor, $0, of: path) }
  }

  private func commit() throws {
    try System.synchronize(descriptor, of: path)
    let open = descriptor
    descriptor = -1
    // Closing lets go of the lock, which is held until the file is in its place.
    let lock = fcntl(open, F_DUPFD_CLOEXEC, 0)
    defer { if lock >= 0 { System.closeQuietly(lock) } }
    try System.close(open, of: path)
    guard let partial else { return }
    try System.rename(partial, to: place)
    let folder = try System.open(PartialFile.folder(of: place), O_RDONLY, to: "writing")
    defer { System.closeQuietly(folder) }
    try System.synchronize(folder, of: path)
  }

  /// Leaves nothing behind; after `commit` there is nothing to leave.
  private func discard() {
    if descriptor >= 0 { System.closeQuietly(descriptor) }
    descriptor = -1
    if let partial { unlink(partial) }
  }
}
