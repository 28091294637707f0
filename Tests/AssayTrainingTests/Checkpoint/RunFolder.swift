import Foundation

/// A new folder for the checkpoints of one run, removed in the end.
final class RunFolder {
  let path = NSTemporaryDirectory() + "assay-checkpoint-\(UInt64.random(in: 0...UInt64.max))"
  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Every file but the lock, by name.
  func files() throws -> [String: Data] {
    var files: [String: Data] = [:]
    for name in try FileManager.default.contentsOfDirectory(atPath: path) where name != "lock" {
      files[name] = FileManager.default.contents(atPath: path + "/" + name)
    }
    return files
  }

  func newest() throws -> String {
    let names = try files().keys.sorted()
    return path + "/"
      + (names.contains("finished.checkpoint") ? "finished.checkpoint" : (names.last ?? ""))
  }
}
