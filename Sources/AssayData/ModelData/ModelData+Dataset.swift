import AssayCore

extension ModelData {
  /// All samples in memory.
  ///
  /// Where the counts are known each array is read into its place; text is gathered in blocks first, so
  /// that twice its memory is needed for a moment.
  ///
  /// - Throws: ``DataError``.
  public func dataset() throws -> Dataset {
    let inputs = try inputs.map { try whole($0) }
    let labels = try labels.map { try whole($0) }
    let weights = try weights.map { try $0.map { try whole($0) } }
    let arrays = inputs + labels + weights.compactMap { $0 }
    for (array, tensor) in zip(all, arrays) where tensor.rowCount != arrays[0].rowCount {
      throw DataError.rowCounts(
        array: all[0].name, rows: arrays[0].rowCount, other: array.name,
        otherRows: tensor.rowCount)
    }
    return try Dataset(inputs: inputs, labels: labels, weights: weights)
  }

  /// All rows of an array, or those of the part.
  private func whole(_ array: ModelArray) throws -> Tensor {
    let size = max(array.sample.elements * array.dtype.size, 1)
    let rows = max((1 << 22) / size, 1)
    guard let count = part?.count ?? array.count else {
      let source = try array.openAsBefore()
      guard
        let whole = try Tensor.all(
          of: source, by: rows, { try array.taken($0, row: $1) })
      else { throw DataError.noRows(array: array.name) }
      return whole
    }
    let start = part?.lowerBound ?? 0
    let reader = try RowReader(array, from: start)
    var whole = Tensor(zeros: Shape([count] + Array(array.sample)), dtype: array.dtype)
    var place = 0
    while place < count {
      guard let block = try reader.next(min(rows, count - place)) else {
        throw DataError.changed(file: array.name)
      }
      whole.write(block, at: place)
      place += block.rowCount
    }
    if part == nil, try reader.next(1) != nil { throw DataError.changed(file: array.name) }
    return whole
  }
}

/// The rows of one array from front to back, as the model takes them.
struct RowReader {
  private let array: ModelArray
  private let source: any RowSource
  private let seekable: NPYSeekableRows?
  private let position: Position

  private final class Position {
    var row: Int
    init(_ row: Int) { self.row = row }
  }

  /// - Parameter row: the first row; other than 0 only where any row can be read.
  /// - Throws: ``DataError``.
  init(_ array: ModelArray, from row: Int = 0) throws {
    self.array = array
    source = try array.openAsBefore()
    seekable = row > 0 ? try array.openSeekableAsBefore() : nil
    position = Position(row)
  }

  var name: String { array.name }

  /// The next rows, at most `count`; `nil` at the end.
  func next(_ count: Int) throws -> Tensor? {
    let first = position.row
    let block: Tensor
    if let seekable {
      let rows = min(count, seekable.start.shape[0] - first)
      guard rows > 0 else { return nil }
      block = try seekable.rows(first..<first + rows)
    } else {
      guard let next = try source.next(count) else { return nil }
      block = next
    }
    position.row += block.rowCount
    return try array.taken(block) { first + $0 }
  }
}

extension ModelArray {
  /// Opens the array again.
  ///
  /// - Throws: ``DataError``, also where it is another than it was.
  func openAsBefore() throws -> any RowSource {
    let rows = try place.open()
    guard rows.shape == stored, rows.dtype == storedType, rows.count == count else {
      throw DataError.changed(file: name)
    }
    return rows
  }

  /// Opens the array again to read any of its rows.
  func openSeekableAsBefore() throws -> NPYSeekableRows {
    guard let rows = try place.openSeekable(),
      rows.start.shape.withFirst(Shape.free) == stored, rows.start.shape[0] == count,
      rows.start.element.kind.dtype == storedType
    else { throw DataError.changed(file: name) }
    return rows
  }
}

extension Tensor {
  /// All rows of a source as one array; `nil` where there is none.
  static func all(
    of source: any RowSource, by rows: Int = 65_536,
    _ taken: (Tensor, (Int) -> Int) throws -> Tensor = { block, _ in block }
  ) throws -> Tensor? {
    var blocks: [Tensor] = []
    var count = 0
    while let block = try source.next(rows) {
      let first = count
      blocks.append(try taken(block) { first + $0 })
      count += block.rowCount
    }
    guard let first = blocks.first else { return nil }
    if blocks.count == 1 { return first }
    var whole = Tensor(zeros: first.shape.withFirst(count), dtype: first.dtype)
    var place = 0
    for block in blocks {
      whole.write(block, at: place)
      place += block.rowCount
    }
    return whole
  }

  /// Copies all of `rows` to the rows from `first` on.
  mutating func write(_ rows: Tensor, at first: Int) {
    let offset = first * shape.sample.elements * dtype.size
    withUnsafeMutableBytes { target in
      rows.withUnsafeBytes { source in
        guard !source.isEmpty else { return }
        UnsafeMutableRawBufferPointer(rebasing: target[offset..<offset + source.count])
          .copyMemory(from: source)
      }
    }
  }
}
