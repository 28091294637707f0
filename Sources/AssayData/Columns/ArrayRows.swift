import AssayCore

/// The rows of an npy file, or of a member of an npz.
final class ArrayRows: RowSource {
  let shape: Shape
  private let stream: any ByteStream
  private let start: NPY.Start
  private let rowCount: Int
  private var position = 0
  private var isFinished = false
  /// All rows, where they lie scattered.
  private var whole: Tensor?

  init(_ stream: any ByteStream) throws {
    self.stream = stream
    start = try NPY.open(stream)
    guard let rows = start.shape.first else {
      throw DataError.noRowAxis(array: stream.name)
    }
    rowCount = rows
    shape = start.shape.withFirst(Shape.free)
    if start.isFortranOrder, start.shape.count > 1 {
      let memory = PhysicalMemory.byteCount
      guard start.size <= memory / 2 else {
        throw DataError.unsupported(
          file: stream.name,
          found: "\(start.size) bytes in Fortran's order, which are read whole",
          wanted: "at most \(memory / 2) bytes, half of the memory, or C's order")
      }
      whole = try NPY.elements(after: start, of: stream)
    }
  }

  var name: String { stream.name }
  var dtype: DType { start.element.kind.dtype }
  var count: Int? { rowCount }

  func next(_ rows: Int) throws -> Tensor? {
    precondition(rows > 0, "next(_:) was asked for \(rows) rows; wanted at least 1")
    let size = min(rows, rowCount - position)
    guard size > 0 else {
      // An archive compares the checksum here.
      if !isFinished { try stream.finish() }
      isFinished = true
      return nil
    }
    defer { position += size }
    if let whole { return whole[rows: position..<position + size] }
    return try NPY.block(
      shape.withFirst(size), of: start, from: stream, first: position * shape.sample.elements)
  }
}
