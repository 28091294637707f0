import AssayData
import Foundation

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// A file that one process at a time may hold; the system lets go of it when the process ends, however
/// it ends.
package final class FileLock {
  private let descriptor: Int32

  /// - Returns: `nil` where another process holds it.
  /// - Throws: ``DataError/inputOutput(file:doing:reason:)``.
  package init?(_ path: String) throws {
    try FileName.check(path, for: "locking")
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw FileLock.failure(path) }
    // A process that is just being started holds all that this one does, until it is another program.
    for attempt in 1...FileLock.attempts {
      if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return }
      let isHeld = errno == EWOULDBLOCK
      if isHeld, attempt < FileLock.attempts {
        usleep(10_000)
        continue
      }
      let failure = FileLock.failure(path)
      close(descriptor)
      if isHeld { return nil }
      throw failure
    }
  }

  private static let attempts = 10

  deinit { close(descriptor) }

  private static func failure(_ path: String) -> DataError {
    .inputOutput(file: path, doing: "locking", reason: String(cString: strerror(errno)))
  }

  /// The system's words for an error of Foundation's.
  package static func reason(of error: any Error) -> String {
    let underlying = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError
    guard let underlying, underlying.domain == NSPOSIXErrorDomain else {
      return (error as NSError).localizedDescription
    }
    return String(cString: strerror(Int32(underlying.code)))
  }
}
