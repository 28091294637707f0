import AssayCore

/// Samples in memory: one or more input arrays and their labels, row by row.
///
///     let data = try Dataset(x, y)
///     let (training, validation) = try data.split(validation: 0.1)
///
/// The first axis of every array counts the samples. Slices share the arrays' memory.
public struct Dataset: Sendable, Equatable {
  /// One array for each input of the model.
  public let inputs: [Tensor]
  /// One array for each output of the model; none where there is nothing to compare with.
  public let labels: [Tensor]

  /// The number of samples.
  public var count: Int { inputs[0].rowCount }

  /// Inputs with their labels.
  ///
  /// - Throws: ``DataError`` for arrays without rows or with different numbers of rows.
  public init(_ x: Tensor, _ y: Tensor) throws {
    try self.init(inputs: [x], labels: [y])
  }

  /// Inputs alone, to predict from.
  ///
  /// - Throws: ``DataError/noRowAxis(array:)`` or ``DataError/noRows(array:)``.
  public init(_ x: Tensor) throws {
    try self.init(inputs: [x])
  }

  /// The arrays of a model with several inputs or outputs, in the model's order.
  ///
  /// - Throws: ``DataError`` for arrays without rows or with different numbers of rows.
  public init(inputs: [Tensor], labels: [Tensor] = []) throws {
    let inputNames = Dataset.names("x", count: inputs.count)
    guard let first = inputs.first else { throw DataError.noInputs }
    let arrays =
      Array(zip(inputNames, inputs))
      + Array(zip(Dataset.names("y", count: labels.count), labels))
    for (name, array) in arrays {
      guard array.rank > 0 else { throw DataError.noRowAxis(array: name) }
      guard array.rowCount == first.rowCount else {
        throw DataError.rowCounts(
          array: inputNames[0], rows: first.rowCount, other: name, otherRows: array.rowCount)
      }
    }
    guard first.rowCount > 0 else { throw DataError.noRows(array: inputNames[0]) }
    self.init(checked: inputs, labels)
  }

  private init(checked inputs: [Tensor], _ labels: [Tensor]) {
    self.inputs = inputs
    self.labels = labels
  }

  /// What errors call the arrays: `x`, or `x[0]`, `x[1]` where there are several.
  package static func names(_ name: String, count: Int) -> [String] {
    count == 1 ? [name] : (0..<count).map { "\(name)[\($0)]" }
  }

  /// The samples in `range`: the same memory, nothing copied.
  public subscript(rows range: Range<Int>) -> Dataset {
    Dataset(checked: inputs.map { $0[rows: range] }, labels.map { $0[rows: range] })
  }

  /// A copy of the samples at `rows`, in that order; a row may be asked for more than once.
  ///
  /// A row outside `0..<count` is a mistake in the program.
  public func selecting(rows: some Collection<Int>) -> Dataset {
    let indices = rows.map { row in
      precondition(row >= 0 && row < count, "Dataset: row \(row) of \(count)")
      return Int32(row)
    }
    return Dataset(
      checked: inputs.map { $0.selecting(rows: indices) },
      labels.map { $0.selecting(rows: indices) })
  }

  /// The first samples to train on and the last ones to validate on, as Keras cuts them: before
  /// any shuffling, at `⌊n (1 − fraction)⌋`.
  ///
  /// - Throws: ``DataError/emptySplit(rows:fraction:training:)`` if either side would be empty,
  ///   ``DataError/fractionOutOfRange(_:)`` unless `0 < fraction < 1`.
  public func split(validation fraction: Double) throws -> (training: Dataset, validation: Dataset)
  {
    guard fraction > 0, fraction < 1 else { throw DataError.fractionOutOfRange(fraction) }
    let cut = Int((Double(count) * (1 - fraction)).rounded(.down))
    guard cut > 0, cut < count else {
      throw DataError.emptySplit(rows: count, fraction: fraction, training: cut)
    }
    return (self[rows: 0..<cut], self[rows: cut..<count])
  }
}
