import AssayCore

extension DataArgument {
  /// Where the array is, to be opened for every pass.
  ///
  /// - Throws: ``DataError``, also for standard input, which can be read but once.
  func place() throws -> ArrayPlace {
    switch kind {
    case .npy: return .npy(path)
    case .npz: return .member(try key(in: ArchiveReader(path)), of: path)
    case .csv:
      let names = try CSVReader.header(path)
      let places = try CSVReader.choose(member, among: names, of: path)
      return .csv(path, places: places, name: description)
    case .jsonl: return .jsonl(path, field: member)
    case .standardInput:
      throw DataError.unsupported(
        file: "standard input", found: "one of several arrays", wanted: "a file")
    }
  }

  /// Opens standard input: of a csv all columns, of jsonl the field `x`, where none was named.
  func openAll() throws -> any RowSource {
    let input = StandardInput()
    switch try format(of: input) {
    case .npy: return try ArrayRows(input)
    case .jsonl: return try JSONRows(input, field: member ?? "x")
    default:
      let reader = try CSVReader(input) { names in
        try member.map { try CSVReader.choose($0, among: names, of: input.name) }
          ?? Array(names.indices)
      }
      return CSVRows(reader, named: input.name)
    }
  }
}
