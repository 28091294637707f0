import Assay
import Foundation

/// What `score` has counted, as a file.
enum StateFile {
  /// Writes a file, whole or not at all.
  static func write(_ scoring: Scoring, to path: String) throws {
    let bytes = try MetricState.encode(scoring)
    try AtomicFile.write(to: path) { file in try file.write(bytes) }
  }

  /// - Throws: ``DataError`` where it cannot be read, ``MetricStateError`` where it is no state.
  static func read(_ path: String) throws -> Scoring {
    try MetricState.decode(try FileBytes.read(path), named: path)
  }
}
