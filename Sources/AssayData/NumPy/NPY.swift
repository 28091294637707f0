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
  static func header(of tensor: Tensor) -> [UInt8] { header(tensor.shape, tensor.dtype) }

  /// What stands before the numbers of an array.
  static func header(_ shape: Shape, _ dtype: DType) -> [UInt8] {
    NPYHeader(
      descriptor: NPYElement.descriptor(of: dtype), isFortranOrder: false, shape: Array(shape)
    ).encoded
  }

  static func decode(_ stream: some ByteStream) throws -> Tensor {
    let start = try open(stream)
    let tensor = try elements(after: start, of: stream)
    try stream.finish()
    return tensor
  }

  /// What stands before the numbers, once it agrees with the stream's length.
  struct Start {
    let element: NPYElement
    let isFortranOrder: Bool
    let shape: Shape
    /// Where the numbers begin.
    let offset: Int

    /// The bytes of all numbers on disk.
    var size: Int { shape.elements * element.kind.size }
  }

  /// Reads up to the numbers.
  static func open(_ stream: any ByteStream) throws -> Start {
    try rethrowing(of: stream) {
      let (header, end) = try readHeader(stream)
      let element = try NPYElement(header.descriptor)
      let shape = try checkedShape(header, element, of: stream)
      let start = Start(
        element: element, isFortranOrder: header.isFortranOrder, shape: shape, offset: end)
      guard !stream.isLengthKnown || stream.length - end == start.size else {
        throw stream.malformed(
          "\(stream.length - end) bytes of numbers",
          wanted: "\(start.size) for shape \(shape) of \(element.kind)")
      }
      return start
    }
  }

  /// All numbers, in our order of axes.
  static func elements(after start: Start, of stream: any ByteStream) throws -> Tensor {
    // A file in Fortran's order holds the transposed array in ours.
    let stored = start.isFortranOrder ? Shape(start.shape.reversed()) : start.shape
    let tensor = try block(stored, of: start, from: stream, first: 0)
    return start.isFortranOrder ? tensor.transposed() : tensor
  }

  /// The next numbers of a stream.
  ///
  /// - Parameter first: how many came before.
  static func block(
    _ stored: Shape, of start: Start, from stream: any ByteStream, first: Int
  ) throws -> Tensor {
    let element = start.element
    var tensor = Tensor(zeros: stored, dtype: element.kind.dtype)
    let size = stored.elements * element.kind.size
    try tensor.withUnsafeMutableBytes { bytes in
      let end = UnsafeMutableRawBufferPointer(rebasing: bytes.suffix(size))
      let count = try stream.read(into: end)
      guard count == size else {
        throw stream.malformed(
          "\(first * element.kind.size + count) bytes of numbers",
          wanted: "\(start.size) for shape \(start.shape) of \(element.kind)")
      }
      try rethrowing(of: stream) {
        try element.convert(bytes, count: stored.elements, first: first)
      }
    }
    return tensor
  }

  static func rethrowing<R>(of stream: any ByteStream, _ body: () throws -> R) throws -> R {
    do {
      return try body()
    } catch let problem as NPYHeader.Problem {
      throw problem.isUnsupported
        ? DataError.unsupported(file: stream.name, found: problem.found, wanted: problem.wanted)
        : stream.malformed(problem.found, wanted: problem.wanted)
    }
  }

  private static func readHeader(
    _ stream: any ByteStream
  ) throws -> (header: NPYHeader, end: Int) {
    let start = try stream.bytes(8)
    guard start.count == 8, start.starts(with: magic) else {
      throw stream.malformed(
        start.isEmpty ? "an empty file" : "a file that does not start with \\x93NUMPY",
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
        "a file of \(min(stream.length, end - length + bytes.count)) bytes",
        wanted: "a header up to byte \(end), then numbers")
    }
    return (try NPYHeader(parsing: bytes), end)
  }

  private static func checkedShape(
    _ header: NPYHeader, _ element: NPYElement, of stream: any ByteStream
  ) throws -> Shape {
    do {
      return try Shape(checking: header.shape, elementSize: element.kind.dtype.size)
    } catch let error as ShapeError {
      throw stream.malformed("\(error)", wanted: "an array that memory can hold")
    }
  }
}
