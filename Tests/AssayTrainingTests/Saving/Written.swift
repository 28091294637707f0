import Foundation

/// Where a test writes models: a folder of its own, or the one that `ASSAY_WRITTEN` names, which is kept for
/// `Golden/saved/check_written.py` to open with real Keras.
struct Written {
  let path: String
  private let isKept: Bool

  init(_ name: String) throws {
    let given = ProcessInfo.processInfo.environment["ASSAY_WRITTEN"]
    path = given ?? NSTemporaryDirectory() + "assay-\(name)-\(UUID())"
    isKept = given != nil
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  func remove() {
    if !isKept { try? FileManager.default.removeItem(atPath: path) }
  }
}
