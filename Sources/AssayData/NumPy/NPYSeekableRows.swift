import AssayCore

/// The rows of an npy file, or of a stored member of an npz, in any order.
///
/// Each row is read where it lies, so that nothing is held but what was asked for, and a file that has
/// become shorter is an error.
final class NPYSeekableRows {
  let start: NPY.Start
  private let stream: any SeekableStream
  private let rowSize: Int

  /// - Throws: ``DataError``.
  init(_ stream: any SeekableStream) throws {
    self.stream = stream
    start = try NPY.open(stream)
    guard !start.shape.isEmpty else { throw DataError.noRowAxis(array: stream.name) }
    rowSize = start.shape.sample.elements * start.element.kind.size
  }

  /// Whether each row lies in one piece.
  static func canRead(_ start: NPY.Start) -> Bool { !start.isFortranOrder || start.shape.count < 2 }

  /// A copy of the given rows.
  func rows(_ places: [Int]) throws -> Tensor {
    // Only these can be refused, by their place in the whole array.
    if start.element.kind == .uint64 { for row in places { _ = try rows(row..<row + 1) } }
    return try read(places.count) { target in
      for (index, place) in places.enumerated() {
        let row = UnsafeMutableRawBufferPointer(
          rebasing: target[index * rowSize..<(index + 1) * rowSize])
        try fill(row, from: place)
      }
    }
  }

  /// A copy of the rows in `range`.
  func rows(_ range: Range<Int>) throws -> Tensor {
    try read(range.count, first: range.lowerBound) { try fill($0, from: range.lowerBound) }
  }

  private func read(
    _ count: Int, first: Int = 0, _ fill: (UnsafeMutableRawBufferPointer) throws -> Void
  ) throws -> Tensor {
    let element = start.element
    let shape = start.shape.withFirst(count)
    var tensor = Tensor(zeros: shape, dtype: element.kind.dtype)
    try tensor.withUnsafeMutableBytes { bytes in
      try fill(UnsafeMutableRawBufferPointer(rebasing: bytes.suffix(count * rowSize)))
      try NPY.rethrowing(of: stream) {
        try element.convert(
          bytes, count: shape.elements, first: first * start.shape.sample.elements)
      }
    }
    return tensor
  }

  private func fill(_ target: UnsafeMutableRawBufferPointer, from row: Int) throws {
    precondition(row >= 0 && row < start.shape[0], "NPY: row \(row) of \(start.shape[0])")
    guard !target.isEmpty else { return }
    let count = try stream.read(into: target, at: start.offset + row * rowSize)
    guard count == target.count else {
      throw stream.malformed(
        "\(row * rowSize + count) bytes of numbers",
        wanted: "\(start.size) for shape \(start.shape) of \(start.element.kind), as before")
    }
  }
}
