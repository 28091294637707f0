import AssayCore

/// The rows of an npy file, or of an array in an npz file.
final class NPYRows: RowSource {
  let name: String
  let shape: Shape
  let count: Int?
  private let stream: any ByteStream
  private let element: NPYElement
  private var read = 0

  private init(_ stream: any ByteStream, _ element: NPYElement, _ shape: Shape) {
    self.stream = stream
    self.element = element
    self.shape = shape.withFirst(Shape.free)
    name = stream.name
    count = shape[0]
  }

  /// - Parameter path: the file, where it can be read again from its start.
  static func open(_ stream: some ByteStream, path: String?) throws -> any RowSource {
    do {
      let (header, end) = try NPY.readHeader(stream)
      let element = try NPYElement(header.descriptor)
      let shape = try NPY.checkedShape(header, element, of: stream)
      guard shape.count > 0 else {
        throw stream.malformed("a single number", wanted: "an array whose first axis counts rows")
      }
      let size = shape.elements * element.kind.size
      guard stream is PipeStream || stream.length - end == size else {
        throw stream.malformed(
          "\(stream.length - end) bytes of numbers",
          wanted: "\(size) for shape \(shape) of \(element.kind)")
      }
      guard !header.isFortranOrder || shape.count == 1 else {
        // Rows lie apart: the whole array has to be turned.
        guard let path else {
          throw DataError.unsupported(
            file: stream.name, found: "an array in Fortran's order", wanted: "one in C's order")
        }
        return ArrayRows(try NPY.read(path), name: path)
      }
      return NPYRows(stream, element, shape)
    } catch let problem as NPYHeader.Problem {
      throw problem.isUnsupported
        ? DataError.unsupported(file: stream.name, found: problem.found, wanted: problem.wanted)
        : stream.malformed(problem.found, wanted: problem.wanted)
    }
  }

  static func open(_ path: String, array: String?) throws -> any RowSource {
    let archive = try ArchiveReader(path)
    let names = archive.members.filter { $0.hasSuffix(".npy") }.map { String($0.dropLast(4)) }
    guard let array = array ?? (names.count == 1 ? names[0] : nil), names.contains(array) else {
      throw DataError.missingMember(file: path, member: array ?? "one array", members: names)
    }
    let stream = try archive.stream(array + ".npy")
    let rows = try open(stream, path: nil)
    return rows
  }

  func next(_ rows: Int) throws -> Tensor? {
    guard let count, read < count else { return nil }
    let wanted = min(rows, count - read)
    var tensor = Tensor(zeros: shape.withFirst(wanted), dtype: element.kind.dtype)
    let elements = tensor.count
    let size = elements * element.kind.size
    do {
      try tensor.withUnsafeMutableBytes { bytes in
        let end = UnsafeMutableRawBufferPointer(rebasing: bytes.suffix(size))
        let found = try stream.read(into: end)
        guard found == size else {
          throw stream.malformed(
            "its end in row \(read + found / max(size / wanted, 1))", wanted: "\(count) rows")
        }
        try element.convert(bytes, count: elements)
      }
    } catch let problem as NPYHeader.Problem {
      throw stream.malformed(problem.found, wanted: problem.wanted)
    }
    read += wanted
    if read == count { try stream.finish() }
    return tensor
  }
}

/// The rows of an array in memory.
final class ArrayRows: RowSource {
  let name: String
  private let tensor: Tensor
  private var read = 0

  init(_ tensor: Tensor, name: String) {
    self.tensor = tensor
    self.name = name
  }

  var shape: Shape { tensor.shape.withFirst(Shape.free) }
  var count: Int? { tensor.rowCount }

  func next(_ rows: Int) -> Tensor? {
    guard read < tensor.rowCount else { return nil }
    let end = min(read + rows, tensor.rowCount)
    defer { read = end }
    return tensor[rows: read..<end]
  }
}
