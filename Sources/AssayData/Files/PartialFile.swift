import AssayCore

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// A file beside the place of one that is being written. Its writer holds a lock on it, which the system
/// takes away when the process ends, so that what a killed one left behind is known for it.
final class PartialFile {
  let name: String
  let descriptor: Int32

  /// Creates a file with a new name, and removes what others left in the folder.
  ///
  /// - Throws: ``DataError/inputOutput(file:doing:reason:)``, with the new name.
  init(beside path: String) throws {
    PartialFile.sweep(PartialFile.folder(of: path))
    while true {
      let name = PartialFile.name(beside: path, ending: PartialFile.ending)
      let descriptor = try System.open(name, O_WRONLY | O_CREAT | O_EXCL, to: "writing")
      if PartialFile.hold(descriptor) {
        (self.name, self.descriptor) = (name, descriptor)
        return
      }
      System.closeQuietly(descriptor)
      unlink(name)
    }
  }

  /// A name that no other file has, in the folder of `path`.
  static func name(beside path: String, ending: String = ".part") -> String {
    let random = UInt64.random(in: 0...UInt64.max)
    return "\(folder(of: path))/\(beginning)\(getpid())-\(random)\(ending)"
  }

  static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  private static let beginning = ".assay-"
  private static let ending = ".partial"

  /// Locks an open file; `false` where another process is about to remove it.
  private static func hold(_ descriptor: Int32) -> Bool {
    // Where there are no locks, nobody sweeps.
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else { return errno != EWOULDBLOCK }
    var info = stat()
    return fstat(descriptor, &info) != 0 || info.st_nlink > 0
  }

  /// Removes partial files that this user wrote and that no process holds.
  private static func sweep(_ folder: String) {
    guard let names = try? System.names(in: folder, hidden: true) else { return }
    for name in names where name.hasPrefix(beginning) && name.hasSuffix(ending) {
      let path = "\(folder)/\(name)"
      let flags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK
      guard let descriptor = try? System.open(path, flags, to: "reading") else { continue }
      defer { System.closeQuietly(descriptor) }
      var info = stat()
      if fstat(descriptor, &info) == 0, info.st_mode & S_IFMT == S_IFREG, info.st_uid == geteuid(),
        flock(descriptor, LOCK_EX | LOCK_NB) == 0
      {
        unlink(path)
      }
    }
  }
}
