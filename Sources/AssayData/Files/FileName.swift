/// Names of files as the system takes them.
package enum FileName {
  /// The system reads a name up to its first NUL: what stands behind it would be dropped in silence,
  /// and another file be opened.
  ///
  /// - Throws: ``DataError/inputOutput(file:doing:reason:)`` for a name with a NUL in it.
  package static func check(_ path: String, for doing: String) throws {
    guard path.utf8.contains(0) else { return }
    let shown = path.split(separator: "\0", omittingEmptySubsequences: false).joined(
      separator: "\\0")
    throw DataError.inputOutput(
      file: shown, doing: doing, reason: "no file's name can have a NUL in it, here written \\0")
  }
}
