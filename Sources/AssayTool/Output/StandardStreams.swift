import Assay
import Foundation

/// Where results go.
enum StandardOutput {
  /// The columns that text may fill: the terminal's, between 60 and 100; 88 where there is none.
  static var columns: Int {
    var size = winsize()
    guard isatty(STDOUT_FILENO) == 1,
      ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0
    else { return 88 }
    return min(max(Int(size.ws_col), 60), 100)
  }

  /// Writes `text` and a newline. Names in it may be those of files: what would move a terminal's
  /// cursor is written as an escape.
  ///
  /// - Throws: ``ToolError/inputOutput(_:)``, where Swift's `print` would drop the text in silence.
  static func print(_ text: String) throws {
    guard let failure = put(text.printable(keepingLines: true), to: STDOUT_FILENO) else { return }
    throw ToolError.inputOutput("standard output: \(failure)")
  }
}

extension StandardError {
  /// Writes `text` and a newline: progress, notes, warnings and errors; everything but results.
  static func print(_ text: String) {
    StandardError().write(text.printable(keepingLines: true) + "\n")
  }
}

/// Writes `text` and a newline to `file`; what the system says where it cannot.
private func put(_ text: String, to file: Int32) -> String? {
  var bytes = Array(text.utf8)[...]
  bytes.append(UInt8(ascii: "\n"))
  while !bytes.isEmpty {
    let written = bytes.withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
    if written < 0 {
      if errno == EINTR { continue }
      return String(cString: strerror(errno))
    }
    bytes = bytes.dropFirst(written)
  }
  return nil
}
