import AssayCore

/// Writes an npy file row by row, so that an array larger than memory can be written.
///
///     try NPYWriter.write(to: "p.npy", sample: [10], rows: 60_000) { writer in
///       while let batch = try pass.next() { try writer.append(predict(batch)) }
///     }
///
/// The file appears whole or not at all.
public final class NPYWriter {
  /// The rows written so far.
  public private(set) var rows = 0
  private let file: AtomicFile
  private let name: String
  private let sample: Shape
  private let dtype: DType

  /// Calls `body` with the writer to append to, then puts the file into its place.
  ///
  /// - Parameters:
  ///   - sample: the shape of a row.
  ///   - expected: the rows there will be, if known; else the header is written again at the end, which a
  ///     pipe does not allow.
  /// - Throws: what `body` throws, or ``DataError/inputOutput(file:doing:reason:)``.
  public static func write(
    to path: String, sample: Shape, dtype: DType = .float32, rows expected: Int? = nil,
    _ body: (NPYWriter) throws -> Void
  ) throws {
    try write(to: path, named: path, sample: sample, dtype: dtype, rows: expected, body)
  }

  /// - Parameter name: what errors of wrong rows call it.
  static func write(
    to path: String, named name: String, sample: Shape, dtype: DType, rows expected: Int?,
    _ body: (NPYWriter) throws -> Void
  ) throws {
    try AtomicFile.write(to: path) { file in
      let writer = NPYWriter(file, name: name, sample: sample, dtype: dtype)
      try file.write(writer.header(expected ?? 0))
      try body(writer)
      if writer.rows != expected ?? 0 { try file.overwrite(writer.header(writer.rows)) }
    }
  }

  private init(_ file: AtomicFile, name: String, sample: Shape, dtype: DType) {
    precondition(
      sample.isStatic && sample.count < Shape.maximumRank, "NPYWriter: rows of shape \(sample)")
    self.file = file
    self.name = name
    self.sample = sample
    self.dtype = dtype
  }

  /// Writes the rows of `batch` after those before.
  ///
  /// - Throws: ``DataError`` for rows of another shape or type, and where writing failed.
  public func append(_ batch: Tensor) throws {
    guard batch.rank == sample.count + 1, batch.shape.sample == sample, batch.dtype == dtype else {
      throw DataError.unsupported(
        file: name, found: "rows of \(batch.dtype) in \(batch.shape)",
        wanted: "rows \(sample) of \(dtype), as those before")
    }
    try batch.withUnsafeBytes { try file.write($0) }
    rows += batch.rowCount
  }

  // The header has room for any number of rows, so that its length stays.
  private func header(_ rows: Int) -> [UInt8] {
    NPY.header(Shape([rows] + Array(sample)), dtype)
  }
}
