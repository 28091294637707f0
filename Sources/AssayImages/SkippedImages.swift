import Foundation

/// The files that passes over a folder have passed over, each once.
final class SkippedImages: @unchecked Sendable {
  private let lock = NSLock()
  private var reasons: [String: String] = [:]

  func add(_ file: String, _ error: any Error) {
    let text = "\(error)"
    let reason = text.hasPrefix(file + ": ") ? String(text.dropFirst(file.count + 2)) : text
    lock.withLock { reasons[file] = reason }
  }

  var images: [SkippedImage] {
    lock.withLock { reasons }
      .map { SkippedImage(file: $0.key, reason: $0.value) }
      .sorted { $0.file.utf8.lexicographicallyPrecedes($1.file.utf8) }
  }
}
