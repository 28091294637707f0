#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Standard error, unbuffered.
///
/// What cannot be written is dropped: a run does not end because nobody reads its progress.
public struct StandardError: ProgressOutput {
  /// The standard error of this process.
  public init() {}

  public var isTerminal: Bool { isatty(STDERR_FILENO) == 1 }

  public var columns: Int? {
    var size = winsize()
    let status = ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size)
    return status == 0 && size.ws_col > 0 ? Int(size.ws_col) : nil
  }

  public func write(_ text: String) {
    var text = text
    text.withUTF8 { bytes in
      var rest = UnsafeRawBufferPointer(bytes)
      while !rest.isEmpty {
        let written = writeToStandardError(rest)
        if written > 0 {
          rest = UnsafeRawBufferPointer(rebasing: rest[written...])
        } else if written == 0 || errno != EINTR {
          return
        }
      }
    }
  }
}

// Outside the type, where `write` is the C library's.
private func writeToStandardError(_ bytes: UnsafeRawBufferPointer) -> Int {
  write(STDERR_FILENO, bytes.baseAddress, bytes.count)
}
