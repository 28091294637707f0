import AssayCore

/// Where one array of a model's data is; it is opened anew for every pass.
enum ArrayPlace: Sendable {
  case npy(String)
  /// An array of an npz by its name.
  case member(String, of: String)
  /// Columns of a csv, from 0.
  case csv(String, places: [Int], name: String)
  case jsonl(String, field: String?)
  case memory(Tensor, name: String)

  /// Opens the array from its first row on.
  ///
  /// - Throws: ``DataError``.
  func open() throws -> any RowSource {
    switch self {
    case .npy(let path): try ArrayRows(FileStream(path))
    case .member(let key, let archive): try ArrayRows(ArchiveReader(archive).stream(key + ".npy"))
    case .csv(let path, let places, let name):
      try CSVRows(FileStream(path), places: places, named: name)
    case .jsonl(let path, let field): try JSONRows(FileStream(path), field: field)
    case .memory(let tensor, let name): TensorRows(tensor, name: name)
    }
  }

  /// Opens the array to read any of its rows; `nil` where that cannot be: text, deflated members, Fortran's
  /// order.
  ///
  /// - Throws: ``DataError``.
  func openSeekable() throws -> NPYSeekableRows? {
    let rows: NPYSeekableRows
    switch self {
    case .npy(let path): rows = try NPYSeekableRows(FileStream(path))
    case .member(let key, let archive):
      let stream = try ArchiveReader(archive).stream(key + ".npy")
      guard stream.isStored else { return nil }
      rows = try NPYSeekableRows(stream)
    case .csv, .jsonl, .memory: return nil
    }
    return NPYSeekableRows.canRead(rows.start) ? rows : nil
  }

  /// The most bytes that its numbers may take as float64, where only reading tells how many there are.
  ///
  /// - Throws: ``DataError``.
  func mostBytes() throws -> Int {
    switch self {
    case .npy, .member, .memory: Int.max
    // A number takes two bytes of text at least, with what stands behind it.
    case .csv(let path, _, _), .jsonl(let path, _): try FileStream(path).length * 4
    }
  }
}

/// The rows of an array in memory.
final class TensorRows: RowSource {
  let name: String
  private let tensor: Tensor
  private var position = 0

  init(_ tensor: Tensor, name: String) {
    self.tensor = tensor
    self.name = name
  }

  var shape: Shape { tensor.shape.withFirst(Shape.free) }
  var dtype: DType { tensor.dtype }
  var count: Int? { tensor.rowCount }

  func next(_ rows: Int) -> Tensor? {
    let size = min(rows, tensor.rowCount - position)
    guard size > 0 else { return nil }
    defer { position += size }
    return tensor[rows: position..<position + size]
  }
}
