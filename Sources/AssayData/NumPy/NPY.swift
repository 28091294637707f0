import AssayCore

/// NumPy's format for one array.
///
///     let x = try NPY.read("x.npy")
///     try NPY.write(x, to: "copy.npy")
///
/// Every numeric type is read, in either byte order and either order of axes; objects, text and
/// structures are refused by name. Nothing in a file is run, and nothing is allocated before what
/// the header asks for has been compared with what the file holds.
public enum NPY {
  static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)
  /// The longest header read; NumPy's own limit.
  static let longestHeader = 10_000

  /// Reads a file.
  ///
  /// - Throws: ``DataError``, naming the file, what was found and what was wanted.
  public static func read(_ path: String) throws -> Tensor {
    try decode(FileStream(path))
  }

  /// Reads what a file would hold.
  ///
  /// - Parameters:
  ///   - name: what errors call it.
  /// - Throws: ``DataError``.
  public static func decode(_ bytes: [UInt8], named name: String) throws -> Tensor {
    try decode(MemoryStream(bytes, name: name))
  }

  /// Writes a file as NumPy would, whole or not at all.
  ///
  /// - Throws: ``DataError/inputOutput(file:doing:reason:)``.
  public static func write(_ tensor: Tensor, to path: String) throws {
    try AtomicFile.write(to: path) { file in
      try file.write(header(of: tensor))
      try tensor.withUnsafeBytes { try file.write($0) }
    }
  }

  /// What stands before the numbers.
  static func header(of tensor: Tensor) -> [UInt8] {
    NPYHeader(
      descriptor: NPYElement.descriptor(of: tensor.dtype), isFortranOrder: false,
      shape: Array(tensor.shape)
    ).encoded
  }

  static func decode(_ stream: some ByteStream) throws -> Tensor {
    do {
      let (header, end) = try readHeader(stream)
      let element = try NPYElement(header.descriptor)
      let shape = try checkedShape(header, element, of: stream)
      let size = shape.elements * element.kind.size
      guard stream.length - end == size else {
        throw stream.malformed(
          "\(stream.length - end) bytes of numbers",
          wanted: "\(size) for shape \(shape) of \(element.kind)")
      }
      let tensor = try readElements(stream, element, header, shape)
      try stream.finish()
      return tensor
    } catch let problem as NPYHeader.Problem {
      throw problem.isUnsupported
        ? DataError.unsupported(file: stream.name, found: problem.found, wanted: problem.wanted)
        : stream.malformed(problem.found, wanted: problem.wanted)
    }
  }

  private static func readHeader(
    _ stream: some ByteStream
  ) throws -> (header: NPYHeader, end: Int) {
    let start = try stream.bytes(8)
    guard start.count == 8, start.starts(with: magic) else {
      throw stream.malformed(
        stream.length == 0 ? "an empty file" : "a file that does not start with \\x93NUMPY",
        wanted: "an npy file")
    }
    guard 1...3 ~= start[6], start[7] == 0 else {
      throw stream.malformed(
        "npy version \(start[6]).\(start[7])", wanted: "version 1.0, 2.0 or 3.0")
    }
    let lengthSize = start[6] == 1 ? 2 : 4
    let length = try stream.bytes(lengthSize).reversed().reduce(0) { $0 << 8 | Int($1) }
    guard length <= longestHeader else {
      throw stream.malformed("a header of \(length) bytes", wanted: "at most \(longestHeader)")
    }
    let end = 8 + lengthSize + length
    let bytes = try stream.bytes(length)
    guard end <= stream.length, bytes.count == length else {
      throw stream.malformed(
        "a file of \(stream.length) bytes", wanted: "a header up to byte \(end), then numbers")
    }
    return (try NPYHeader(parsing: bytes), end)
  }

  private static func checkedShape(
    _ header: NPYHeader, _ element: NPYElement, of stream: some ByteStream
  ) throws -> Shape {
    do {
      return try Shape(checking: header.shape, elementSize: element.kind.dtype.size)
    } catch let error as ShapeError {
      throw stream.malformed("\(error)", wanted: "an array that memory can hold")
    }
  }

  private static func readElements(
    _ stream: some ByteStream, _ element: NPYElement, _ header: NPYHeader, _ shape: Shape
  ) throws -> Tensor {
    // A file in Fortran's order holds the transposed array in ours.
    let stored = header.isFortranOrder ? Shape(shape.reversed()) : shape
    var tensor = Tensor(zeros: stored, dtype: element.kind.dtype)
    let size = stored.elements * element.kind.size
    try tensor.withUnsafeMutableBytes { bytes in
      let end = UnsafeMutableRawBufferPointer(rebasing: bytes.suffix(size))
      let count = try stream.read(into: end)
      guard count == size else {
        throw stream.malformed(
          "\(count) bytes of numbers", wanted: "\(size) for shape \(shape) of \(element.kind)")
      }
      try element.convert(bytes, count: stored.elements)
    }
    return header.isFortranOrder ? tensor.transposed() : tensor
  }
}
