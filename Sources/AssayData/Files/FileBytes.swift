/// A whole file in memory.
public enum FileBytes {
  /// - Throws: ``DataError/missingFile(_:)``, or ``DataError/inputOutput(file:doing:reason:)``.
  public static func read(_ path: String) throws -> [UInt8] {
    let file = try FileStream(path)
    return try file.bytes(file.length)
  }
}
