import AssayCore

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Writes an npz of arrays that grow side by side, row by row, in the memory of a batch.
///
///     let outputs = [NPZWriter.Array("digit", sample: [10]), .init("parity", sample: [1])]
///     try NPZWriter.write(outputs, to: "p.npz") { writer in
///       while let batch = try pass.next() { try writer.append(predict(batch)) }
///     }
///
/// Each array grows in a file beside the archive's place, so that twice its size is needed on disk. The
/// archive appears whole or not at all.
public final class NPZWriter {
  /// An array to be written.
  public struct Array: Sendable, Equatable {
    public var name: String
    /// The shape of a row.
    public var sample: Shape
    public var dtype: DType

    public init(_ name: String, sample: Shape, dtype: DType = .float32) {
      self.name = name
      self.sample = sample
      self.dtype = dtype
    }
  }

  private let name: String
  private var writers: [NPYWriter] = []

  private init(_ name: String) { self.name = name }

  /// Calls `body` with the writer to append to, then puts the archive into its place.
  ///
  /// - Throws: what `body` throws, and ``DataError`` for two arrays of one name, for a name that is a path
  ///   out of a folder, or if writing failed.
  public static func write(
    _ arrays: [Array], to path: String, _ body: (NPZWriter) throws -> Void
  ) throws {
    try NPZName.check(arrays.map(\.name), in: path)
    let parts = arrays.map { _ in PartialFile.name(beside: path) }
    defer { for part in parts { unlink(part) } }
    do {
      try NPZWriter(path).collect(zip(arrays, parts).map { ($0, $1) }[...], body)
    } catch DataError.inputOutput(let file, let doing, let reason) where parts.contains(file) {
      throw DataError.inputOutput(file: path, doing: doing, reason: reason)
    }
    try ArchiveWriter.write(to: path, isLarge: true) { archive in
      for (array, part) in zip(arrays, parts) {
        try archive.add(array.name + ".npy", file: part)
      }
    }
  }

  private func collect(
    _ parts: ArraySlice<(array: Array, file: String)>, _ body: (NPZWriter) throws -> Void
  ) throws {
    guard let (array, file) = parts.first else { return try body(self) }
    try NPYWriter.write(
      to: file, named: "\(name):\(array.name)", sample: array.sample, dtype: array.dtype, rows: nil
    ) { writer in
      writers.append(writer)
      try collect(parts.dropFirst(), body)
    }
  }

  /// Writes rows of every array, in the arrays' order.
  ///
  /// - Throws: ``DataError`` for rows of another shape or type, and where writing failed.
  public func append(_ batch: [Tensor]) throws {
    precondition(
      batch.count == writers.count, "append: \(batch.count) arrays; wanted \(writers.count)")
    for (writer, rows) in zip(writers, batch) { try writer.append(rows) }
  }
}
