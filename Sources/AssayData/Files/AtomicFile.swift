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
/// file as it was and nothing else. A pipe or device is written to as it is.
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
    let name = AtomicFile.partialName(beside: place)
    partial = name
    // Named by the path that was asked for: nobody knows the other.
    do {
      descriptor = try System.open(name, O_WRONLY | O_CREAT | O_EXCL, to: "writing")
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
    try System.close(open, of: path)
    guard let partial else { return }
    try System.rename(partial, to: place)
    let folder = try System.open(AtomicFile.folder(of: place), O_RDONLY, to: "writing")
    defer { System.closeQuietly(folder) }
    try System.synchronize(folder, of: path)
  }

  /// Leaves nothing behind; after `commit` there is nothing to leave.
  private func discard() {
    if descriptor >= 0 { System.closeQuietly(descriptor) }
    descriptor = -1
    if let partial { unlink(partial) }
  }

  /// A name that no other file has, in the folder of `path`.
  static func partialName(beside path: String) -> String {
    let random = UInt64.random(in: 0...UInt64.max)
    return folder(of: path) + "/.assay-\(getpid())-\(random).partial"
  }

  private static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }
}
