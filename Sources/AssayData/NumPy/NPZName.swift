import AssayCore

/// The names of arrays in an npz, which other programs make files of when they unpack it.
enum NPZName {
  /// - Throws: ``DataError`` for a name that would be a place outside of the folder it is unpacked to.
  static func check(_ names: [String], in file: String) throws {
    for name in names {
      let parts = name.split(omittingEmptySubsequences: false) { $0 == "/" || $0 == "\\" }
      let isInside = parts.allSatisfy { !["", ".", ".."].contains($0) && $0.last != ":" }
      guard isInside, !name.unicodeScalars.contains(where: \.disturbsText) else {
        throw DataError.unsupported(
          file: file, found: "an array named '\(name.quotable())'",
          wanted: "a name that unpacks into a folder; rename it, for predictions the model's output"
        )
      }
    }
  }
}
