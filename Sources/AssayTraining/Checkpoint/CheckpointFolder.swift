import AssayData
import Foundation

/// The folder of one run's checkpoints: locked while it is used, two generations kept.
///
///     epoch-000003-step-00000000.checkpoint   the start of the fourth epoch
///     finished.checkpoint                     after the end of the run
///     lock                                    empty
final class CheckpointFolder {
  static let kept = 2
  static let finished = "finished.checkpoint"
  private static let ending = ".checkpoint"

  let path: String
  private let lock: FileLock

  /// - Throws: ``CheckpointError``, and ``DataError`` where the folder cannot be made or written.
  init(_ options: Checkpointing) throws {
    path = options.directory
    do {
      try FileManager.default.createDirectory(
        atPath: path, withIntermediateDirectories: true, attributes: nil)
    } catch {
      throw DataError.inputOutput(
        file: path, doing: "making the folder", reason: FileLock.reason(of: error))
    }
    guard let lock = try FileLock(path + "/lock") else { throw CheckpointError.locked(path) }
    self.lock = lock
    let names = try files()
    guard options.resume || names.isEmpty else { throw CheckpointError.holdsARun(path) }
    // What a run that was killed while it saved has left behind.
    for name in try contents() where name.hasPrefix(".assay-") && name.hasSuffix(".partial") {
      try remove(name)
    }
  }

  /// The checkpoints' names, the newest first.
  func files() throws -> [String] {
    try contents().filter { $0.hasSuffix(CheckpointFolder.ending) }.sorted {
      ($0 == CheckpointFolder.finished ? 1 : 0, $0) > ($1 == CheckpointFolder.finished ? 1 : 0, $1)
    }
  }

  /// The name of the state before a step.
  static func name(epoch: Int, step: Int) -> String {
    "epoch-\(padded(epoch, 6))-step-\(padded(step, 8))\(ending)"
  }

  /// Writes a checkpoint, then removes all but the last two.
  func write(_ file: SectionFile, as name: String) throws {
    try AtomicFile.write(to: path + "/" + name) { try $0.write(file.bytes) }
    let names = try files()
    for old in names.drop(while: { $0 != name }).dropFirst(CheckpointFolder.kept) {
      try remove(old)
    }
  }

  func read(_ name: String) throws -> SectionFile {
    try SectionFile(try FileBytes.read(path + "/" + name), file: path + "/" + name)
  }

  /// Removes every checkpoint.
  func removeAll() throws { for name in try files() { try remove(name) } }

  private func contents() throws -> [String] {
    do {
      return try FileManager.default.contentsOfDirectory(atPath: path)
    } catch {
      throw DataError.inputOutput(
        file: path, doing: "reading the folder", reason: FileLock.reason(of: error))
    }
  }

  private func remove(_ name: String) throws {
    do {
      try FileManager.default.removeItem(atPath: path + "/" + name)
    } catch {
      throw DataError.inputOutput(
        file: path + "/" + name, doing: "removing", reason: FileLock.reason(of: error))
    }
  }

  private static func padded(_ number: Int, _ width: Int) -> String {
    let text = "\(number)"
    return String(repeating: "0", count: max(0, width - text.count)) + text
  }
}
