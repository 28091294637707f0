import AssayCore

/// Finds the arrays of a model in the files that a user named.
struct ModelSearch {
  private let files: ModelFiles
  private let model: ModelSignature
  private let form: Form
  /// What is there and not used.
  private(set) var notes: [String] = []

  private enum Form {
    /// Arrays by name: of an npz, or a folder of npy files.
    case named(NamedArrays)
    /// Fields by name.
    case jsonl(String)
    case csv(String, features: [Int], labels: [ArrayPlace])
    /// One array, of inputs alone.
    case single(ArrayPlace)
  }

  /// - Throws: ``DataError``.
  init(_ files: ModelFiles, for model: ModelSignature) throws {
    self.files = files
    self.model = model
    if System.status(files.data)?.isFolder ?? false {
      form = .named(try NamedArrays(folder: files.data))
    } else {
      let data = try ModelSearch.argument(files.data)
      switch (data.kind, data.member) {
      case (.npz, nil): form = .named(try NamedArrays(archive: data.path))
      case (.jsonl, nil): form = .jsonl(data.path)
      case (.csv, _): form = try ModelSearch.table(data, files, model)
      case (.standardInput, _): form = .single(try ModelSearch.standardInput(data, model))
      default: form = .single(try data.place())
      }
    }
    guard files.labelColumns.isEmpty || isTable else {
      throw DataError.argument(
        files.labelColumns.joined(separator: ","),
        wanted: "a column of a csv; the labels of other files are named as FILE.npy or FILE.npz:KEY"
      )
    }
    if case .named(let arrays) = form, !model.outputs.isEmpty { notes = arrays.unused(by: model) }
  }

  /// A name of no known ending is that of a folder, or of nothing.
  private static func argument(_ text: String) throws -> DataArgument {
    do {
      return try DataArgument(text)
    } catch {
      guard System.status(text) != nil else { throw DataError.missingFile(text) }
      throw DataError.argument(
        text, wanted: "FILE.npz, FILE.npy, FILE.csv, FILE.jsonl, or a folder")
    }
  }

  private var isTable: Bool { if case .csv = form { true } else { false } }

  /// The array of each input.
  func inputs() throws -> [(ArrayPlace, ModelSignature.Input)] {
    let names = model.inputs.map(\.name)
    switch form {
    case .named(let arrays):
      return try zip(arrays.places("x", names), model.inputs).map { ($0, $1) }
    case .jsonl(let path):
      let fields = try FieldNames(path)
      return try zip(fields.places("x", names), model.inputs).map { ($0, $1) }
    case .csv(let path, let features, _):
      try checkOneInput()
      return [(.csv(path, places: features, name: path), model.inputs[0])]
    case .single(let place):
      try checkOneInput()
      return [(place, model.inputs[0])]
    }
  }

  /// The labels of each output that wants them.
  func labels() throws -> [ArrayPlace] {
    guard !model.outputs.isEmpty else { return [] }
    if !files.labels.isEmpty { return try named(files.labels, "labels").compactMap { $0 } }
    switch form {
    case .named(let arrays): return try arrays.places("y", model.outputs)
    case .jsonl(let path): return try FieldNames(path).places("y", model.outputs)
    case .csv(let path, _, let labels):
      guard !labels.isEmpty else {
        throw DataError.noLabels(
          file: path, wanted: "the columns that are labels (--label), or a file of them (--labels)")
      }
      return labels
    case .single:
      throw DataError.noLabels(
        file: files.data,
        wanted: "a file of them (--labels), or an npz of x and y, or a folder of x.npy and y.npy")
    }
  }

  /// The weights of each output's samples, one array for all, or none.
  func weights() throws -> [ArrayPlace?] {
    guard !model.outputs.isEmpty else { return [] }
    if files.weights.count == 1, !files.weights[0].contains("=") || model.outputs.count == 1 {
      return try [named(files.weights, "weights", of: [""])[0]]
    }
    if !files.weights.isEmpty { return try named(files.weights, "weights") }
    switch form {
    case .named(let arrays): return arrays.optionalPlaces("w", model.outputs)
    case .jsonl(let path): return try FieldNames(path).optionalPlaces("w", model.outputs)
    case .csv, .single: return []
    }
  }

  private func checkOneInput() throws {
    guard model.inputs.count > 1 else { return }
    throw DataError.unsupported(
      file: files.data, found: "one array",
      wanted: "one for each input of the model, in an npz or jsonl: "
        + model.inputs.map { "x/\($0.name)" }.joined(separator: ", "))
  }

  /// Files given apart, `OUTPUT=FILE` or, of one output, `FILE`.
  private func named(
    _ texts: [String], _ what: String, of outputs: [String]? = nil
  ) throws -> [ArrayPlace?] {
    let outputs = outputs ?? model.outputs
    let chosen = try OutputArgument.assign(texts, to: outputs, needsAll: what == "labels")
    return try chosen.map { try $0.map { try DataArgument($0).place() } }
  }

  /// A csv: the columns that are not labels or weights are features.
  private static func table(
    _ data: DataArgument, _ files: ModelFiles, _ model: ModelSignature
  ) throws -> Form {
    let names = try CSVReader.header(data.path)
    func columns(_ text: String) throws -> [Int] {
      try CSVReader.choose(text, among: names, of: data.path)
    }
    func place(_ text: String) throws -> ArrayPlace {
      .csv(data.path, places: try columns(text), name: "\(data.path):\(text)")
    }
    var taken = Set(try files.labelColumns.flatMap { try columns(OutputArgument($0).value) })
    for text in files.labels + files.weights {
      let other = try DataArgument(OutputArgument(text).value)
      if other.path == data.path, let member = other.member { taken.formUnion(try columns(member)) }
    }
    let assigned =
      files.labelColumns.isEmpty || model.outputs.isEmpty
      ? []
      : try OutputArgument.assign(
        files.labelColumns, to: model.outputs, needsAll: true)
    let features = try data.member.map(columns) ?? names.indices.filter { !taken.contains($0) }
    guard !features.isEmpty else {
      throw DataError.malformed(
        file: data.path, found: "no column but labels and weights", wanted: "columns of features")
    }
    return .csv(
      data.path, features: features, labels: try assigned.compactMap { try $0.map(place) })
  }

  /// What standard input holds, in memory.
  private static func standardInput(
    _ argument: DataArgument, _ model: ModelSignature
  ) throws -> ArrayPlace {
    guard model.outputs.isEmpty else {
      throw DataError.unsupported(
        file: "standard input", found: "one array to train or evaluate on",
        wanted: "a file, which can be read once for each pass")
    }
    let rows = try argument.openAll()
    guard let whole = try Tensor.all(of: rows) else { throw DataError.noRows(array: rows.name) }
    return .memory(whole, name: rows.name)
  }
}
