/// The arrays of an npz, or of a folder of npy files, by name.
struct NamedArrays {
  /// What errors call it.
  let name: String
  private let places: [String: ArrayPlace]
  private let names: [String]

  /// - Throws: ``DataError``.
  init(archive path: String) throws {
    name = path
    names = try NPZ.names(path)
    places = Dictionary(names.map { ($0, .member($0, of: path)) }) { first, _ in first }
  }

  /// - Throws: ``DataError`` for a folder without inputs.
  init(folder path: String) throws {
    name = path
    var names: [String] = []
    for kind in ["x", "y", "w"] {
      if System.status("\(path)/\(kind).npy") != nil { names.append(kind) }
      if System.status("\(path)/\(kind)")?.isFolder == true {
        names += try System.names(in: "\(path)/\(kind)").filter { $0.hasSuffix(".npy") }
          .map { "\(kind)/\($0.dropLast(4))" }.sorted()
      }
    }
    guard names.contains(where: { $0 == "x" || $0.hasPrefix("x/") }) else {
      throw DataError.malformed(
        file: path, found: "a folder without x.npy", wanted: "x.npy, y.npy and maybe w.npy")
    }
    self.names = names
    places = Dictionary(uniqueKeysWithValues: names.map { ($0, .npy("\(path)/\($0).npy")) })
  }

  /// The array of each name: `KIND/NAME`, or `KIND` where there is one.
  ///
  /// - Throws: ``DataError/missingMember(file:member:members:)``.
  func places(_ kind: String, _ wanted: [String]) throws -> [ArrayPlace] {
    try wanted.map { name in
      if wanted.count == 1, let place = places[kind] { return place }
      if let place = places["\(kind)/\(name)"] { return place }
      throw DataError.missingMember(
        file: self.name, member: wanted.count == 1 ? kind : "\(kind)/\(name)", members: names)
    }
  }

  /// The same where arrays may be missing; one alone under `KIND` is for all.
  func optionalPlaces(_ kind: String, _ wanted: [String]) -> [ArrayPlace?] {
    if let place = places[kind] { return [place] }
    let found = wanted.map { places["\(kind)/\($0)"] }
    return found.contains { $0 != nil } ? found : []
  }

  /// What to say of arrays that a model has no use for.
  func unused(by model: ModelSignature) -> [String] {
    var used: Set<String> = ["x", "y", "w"]
    used.formUnion(model.inputs.map { "x/\($0.name)" })
    used.formUnion(model.outputs.flatMap { ["y/\($0)", "w/\($0)"] })
    let rest = names.filter { !used.contains($0) }
    guard !rest.isEmpty else { return [] }
    let list = rest.prefix(10).map { "'\($0)'" }.joined(separator: ", ")
    let more = rest.count > 10 ? " and \(rest.count - 10) more" : ""
    return ["\(name): \(list)\(more) \(rest.count == 1 ? "is" : "are") not used"]
  }
}

/// The fields of a jsonl file by name, as its first line has them.
struct FieldNames {
  private let path: String
  private let names: [String]

  /// - Throws: ``DataError``, also for a file without a line.
  init(_ path: String) throws {
    self.path = path
    guard let names = try JSONReader(FileStream(path), field: nil).firstNames() else {
      throw DataError.noRows(array: path)
    }
    self.names = names
  }

  /// The field of each name, as ``NamedArrays/places(_:_:)`` finds arrays.
  func places(_ kind: String, _ wanted: [String]) throws -> [ArrayPlace] {
    try wanted.map { name in
      let known = [wanted.count == 1 ? kind : nil, "\(kind)/\(name)"].compactMap { $0 }
      guard let field = known.first(where: names.contains) else {
        throw DataError.missingColumn(file: path, column: known[0], columns: names)
      }
      return .jsonl(path, field: field)
    }
  }

  /// The same where fields may be missing; one alone under `KIND` is for all.
  func optionalPlaces(_ kind: String, _ wanted: [String]) -> [ArrayPlace?] {
    if names.contains(kind) { return [.jsonl(path, field: kind)] }
    let found = wanted.map { name -> ArrayPlace? in
      names.contains("\(kind)/\(name)") ? .jsonl(path, field: "\(kind)/\(name)") : nil
    }
    return found.contains { $0 != nil } ? found : []
  }
}
