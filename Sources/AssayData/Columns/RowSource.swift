import AssayCore

/// Rows of an array that are read a block at a time, whatever the array's size.
///
///     let labels = try DataArgument("labels.npy").open()
///     while let block = try labels.next(65_536) { … }
///
/// Memory is that of a block, except for an npy in Fortran's order, whose rows lie scattered: it is
/// read whole, and refused if it would take more than half of the machine's memory.
public protocol RowSource: AnyObject {
  /// What errors call it.
  var name: String { get }
  /// The shape of a block; the first axis is ``AssayCore/Shape/free``.
  var shape: Shape { get }
  /// The type of the numbers: the file's for npy and npz, `float64` for csv and jsonl.
  var dtype: DType { get }
  /// The number of rows; `nil` where only reading to the end can tell.
  var count: Int? { get }

  /// The next rows, at most `rows` and at least one; `nil` at the end.
  ///
  /// - Throws: ``DataError``, naming the file and the line or row, what was found and wanted.
  func next(_ rows: Int) throws -> Tensor?
}

extension DataArgument {
  /// Opens the array.
  ///
  /// - Throws: ``DataError`` if there is no such file, array, column or field, or its first bytes
  ///   are not of its format.
  public func open() throws -> any RowSource {
    switch kind {
    case .npy: return try ArrayRows(FileStream(path))
    case .npz: return try ArrayRows(archived())
    case .csv: return try CSVRows(FileStream(path), columns: member)
    case .jsonl: return try JSONRows(FileStream(path), field: member)
    case .standardInput: return try open(descriptor: StandardInput.descriptor)
    }
  }

  /// Opens an array whose format its first bytes tell.
  package func open(descriptor: Int32) throws -> any RowSource {
    let input = StandardInput(descriptor: descriptor)
    return switch try format(of: input) {
    case .npy: try ArrayRows(input)
    case .jsonl: try JSONRows(input, field: member)
    default: try CSVRows(input, columns: member)
    }
  }

  /// The member of an archive; the only one where none was named.
  func archived() throws -> any ByteStream {
    let archive = try ArchiveReader(path)
    return try archive.stream(key(in: archive) + ".npy")
  }

  /// The name of the array that is meant.
  func key(in archive: ArchiveReader) throws -> String {
    let names = archive.members.filter { $0.hasSuffix(".npy") }.map { String($0.dropLast(4)) }
    guard let key = member ?? (names.count == 1 ? names[0] : nil) else {
      throw names.isEmpty
        ? DataError.malformed(file: path, found: "no arrays", wanted: "at least one")
        : DataError.severalColumns(file: path, columns: names)
    }
    guard names.contains(key) else {
      throw DataError.missingMember(file: path, member: key, members: names)
    }
    return key
  }

  /// What the first bytes say; a byte order mark and white space may stand before a brace.
  func format(of input: StandardInput) throws -> Kind {
    let start = try input.peek(64)
    if start.starts(with: NPY.magic) {
      guard let member else { return .npy }
      throw DataError.argument("-:\(member)", wanted: "-: an npy file is one array")
    }
    if start.starts(with: [0x50, 0x4b, 3, 4]) {
      throw DataError.unsupported(
        file: input.name, found: "an npz archive, whose directory is at its end",
        wanted: "a file, or npy, csv or jsonl")
    }
    let text = start.starts(with: ByteOrderMark.utf8) ? start.dropFirst(3) : start[...]
    let first = text.first { ![0x20, 0x09, 0x0a, 0x0d].contains($0) }
    return first == UInt8(ascii: "{") ? .jsonl : .csv
  }
}
