import AssayCore

/// NumPy's format for several arrays under names: a zip archive of npy files.
///
///     try NPZ.write([("x", x), ("y", y)], to: "digits.npz")
///     let y = try NPZ.read("digits.npz", array: "y")
///
/// Arrays are read stored or deflated, and written stored.
public enum NPZ {
  /// The arrays' names, in the file's order.
  ///
  /// - Throws: ``DataError``.
  public static func names(_ path: String) throws -> [String] {
    names(in: try ArchiveReader(path))
  }

  /// Reads one array.
  ///
  /// - Throws: ``DataError``, naming the file and the array, what was found and what was wanted.
  public static func read(
    _ path: String, array name: String, limits: ArchiveLimits = .standard
  ) throws -> Tensor {
    try read(name, from: ArchiveReader(path, limits: limits))
  }

  /// Reads every array.
  ///
  /// - Throws: ``DataError``, naming the file and the array, what was found and what was wanted.
  public static func read(
    _ path: String, limits: ArchiveLimits = .standard
  ) throws -> [String: Tensor] {
    try readAll(ArchiveReader(path, limits: limits))
  }

  /// Reads every array of what a file would hold.
  ///
  /// - Parameters:
  ///   - name: what errors call it.
  /// - Throws: ``DataError``.
  public static func decode(
    _ bytes: [UInt8], named name: String, limits: ArchiveLimits = .standard
  ) throws -> [String: Tensor] {
    try readAll(ArchiveReader(bytes, named: name, limits: limits))
  }

  /// Writes arrays, whole or not at all; the same arrays give the same bytes.
  ///
  /// - Throws: ``DataError`` for two arrays of one name, for a name that is a path out of a folder, or if
  ///   writing failed.
  public static func write(_ arrays: [(name: String, tensor: Tensor)], to path: String) throws {
    try NPZName.check(arrays.map(\.name), in: path)
    try ArchiveWriter.write(to: path) { archive in
      for (name, tensor) in arrays {
        let header = NPY.header(of: tensor)
        let size = header.count + tensor.count * tensor.dtype.size
        try archive.add(name + ".npy", size: size) { member in
          member.copyBytes(from: header)
          tensor.withUnsafeBytes {
            UnsafeMutableRawBufferPointer(rebasing: member[header.count...]).copyMemory(from: $0)
          }
        }
      }
    }
  }

  private static func names(in archive: ArchiveReader) -> [String] {
    archive.members.filter { $0.hasSuffix(".npy") }.map { String($0.dropLast(4)) }
  }

  private static func read(_ name: String, from archive: ArchiveReader) throws -> Tensor {
    do {
      return try NPY.decode(archive.stream(name + ".npy"))
    } catch DataError.missingMember(let file, _, _) {
      throw DataError.missingMember(file: file, member: name, members: names(in: archive))
    }
  }

  private static func readAll(_ archive: ArchiveReader) throws -> [String: Tensor] {
    var arrays: [String: Tensor] = [:]
    for name in names(in: archive) { arrays[name] = try read(name, from: archive) }
    return arrays
  }
}
