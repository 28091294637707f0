import AssayCore

/// The data of a model in files: what is where, checked against the model before a sample is read.
///
///     let model = ModelSignature(inputs: [.init("image", shape: [28, 28])], outputs: ["digit"])
///     let data = try ModelData(ModelFiles("digits.npz"), for: model)
///     data.count                                  // 60000
///     let all = try data.dataset()                // in memory, where data.fitsInMemory
///     let pass = try data.batches(of: 32)         // or read as they are needed
///     while let batch = try pass.next() { … }
///
/// Inputs become what the model computes in, `float32` or `int32`, but that bool and integers of 8 and
/// 16 bits stay as they are, which models widen as they load them. Labels and weights keep their type.
public struct ModelData: Sendable {
  /// What the arrays are called, as errors do.
  public var arrays: [String] { all.map(\.name) }
  /// What is in the files and not used, to be told to whoever named them.
  public let notes: [String]
  let inputs: [ModelArray]
  let labels: [ModelArray]
  /// One for each array of labels, one for all, or none.
  let weights: [ModelArray?]
  /// The rows that are taken, where it is a part.
  let part: Range<Int>?

  /// Finds the arrays and compares their shapes and counts with the model and one another.
  ///
  /// - Throws: ``DataError``, naming the file and array, what was found and wanted.
  public init(_ files: ModelFiles, for model: ModelSignature) throws {
    let search = try ModelSearch(files, for: model)
    // All are found before any is opened: a missing one says more than the shape of another.
    let places = try (search.inputs(), search.labels(), search.weights())
    inputs = try places.0.map { try ModelArray($0, .input($1)) }
    labels = try places.1.map { try ModelArray($0, .labels) }
    weights = try places.2.map { try $0.map { try ModelArray($0, .weights) } }
    notes = search.notes
    part = nil
    let counted = all.filter { $0.count != nil }
    if let first = counted.first, let rows = first.count {
      for other in counted where other.count != rows {
        throw DataError.rowCounts(
          array: first.name, rows: rows, other: other.name, otherRows: other.count ?? 0)
      }
      guard rows > 0 else { throw DataError.noRows(array: first.name) }
    }
  }

  private init(_ whole: ModelData, rows: Range<Int>) {
    notes = whole.notes
    inputs = whole.inputs
    labels = whole.labels
    weights = whole.weights
    part = rows
  }

  var all: [ModelArray] { inputs + labels + weights.compactMap { $0 } }

  /// The number of samples; `nil` where only reading to the end can tell, as in a csv.
  public var count: Int? { part?.count ?? all.lazy.compactMap(\.count).first }

  /// Whether any sample can be read at any time: all arrays are npy, or npz that is not compressed.
  public var isSeekable: Bool { all.allSatisfy(\.isSeekable) }

  /// Whether all of it takes at most a quarter of the machine's memory.
  public var fitsInMemory: Bool { fits(PhysicalMemory.byteCount / 4) }

  /// Whether all of it takes at most so many bytes in memory; the size of text is an upper bound.
  func fits(_ bytes: Int) -> Bool {
    var rest = bytes
    for array in all {
      guard let most = try? array.mostBytes(), most <= rest else { return false }
      rest -= most
    }
    return true
  }

  /// The first samples to train on and the last ones to validate on, cut as
  /// ``Dataset/split(validation:)`` cuts them.
  ///
  /// - Throws: ``DataError`` where either side would be empty, and where samples cannot be read but from
  ///   front to back; ``dataset()`` can be split then.
  public func split(
    validation fraction: Double
  ) throws -> (training: ModelData, validation: ModelData) {
    guard fraction > 0, fraction < 1 else { throw DataError.fractionOutOfRange(fraction) }
    guard let count, isSeekable else {
      let array = all.first { !$0.isSeekable }?.name ?? "the data"
      throw DataError.unsupported(
        file: array, found: "data that can be read from front to back alone",
        wanted: "a file of its own to validate on, or npy, or npz that is not compressed, to cut a "
          + "part from")
    }
    let cut = Int((Double(count) * (1 - fraction)).rounded(.down))
    guard cut > 0, cut < count else {
      throw DataError.emptySplit(rows: count, fraction: fraction, training: cut)
    }
    let start = part?.lowerBound ?? 0
    return (
      ModelData(self, rows: start..<start + cut), ModelData(self, rows: start + cut..<start + count)
    )
  }
}
