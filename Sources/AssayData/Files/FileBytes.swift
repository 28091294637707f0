/// A whole file in memory.
public enum FileBytes {
  /// - Throws: ``DataError/missingFile(_:)``, or ``DataError/inputOutput(file:doing:reason:)``.
  public static func read(_ path: String) throws -> [UInt8] {
    let file = try FileStream(path)
    return try file.bytes(file.length)
  }

  /// The first bytes, at most `count`.
  ///
  /// - Throws: as ``read(_:)``.
  package static func start(_ path: String, count: Int) throws -> [UInt8] {
    let file = try FileStream(path)
    return try file.bytes(min(count, file.length))
  }
}
