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
  /// The weights of the samples for each array of labels, `nil` where all count alike; empty where there
  /// are none at all.
  public let weights: [Tensor?]

  /// The number of samples.
  public var count: Int { inputs[0].rowCount }

  /// Inputs with their labels.
  ///
  /// - Parameters:
  ///   - weights: one a sample, or one a step: a shape that begins the labels'.
  /// - Throws: ``DataError`` for arrays without rows or with different numbers of rows, and for weights
  ///   that are negative or no numbers.
  public init(_ x: Tensor, _ y: Tensor, weights: Tensor? = nil) throws {
    try self.init(inputs: [x], labels: [y], weights: weights.map { [$0] } ?? [])
  }

  /// Inputs alone, to predict from.
  ///
  /// - Throws: ``DataError/noRowAxis(array:)`` or ``DataError/noRows(array:)``.
  public init(_ x: Tensor) throws {
    try self.init(inputs: [x])
  }

  /// The arrays of a model with several inputs or outputs, in the model's order.
  ///
  /// - Parameters:
  ///   - weights: for each array of labels, `nil` for those without; or one array for all, with one
  ///     weight a sample.
  /// - Throws: ``DataError`` for arrays without rows or with different numbers of rows, and for weights
  ///   that are negative or no numbers.
  public init(inputs: [Tensor], labels: [Tensor] = [], weights: [Tensor?] = []) throws {
    let isForAll =
      weights.count == 1 && labels.count > 1 && (weights[0]?.shape.sample.elements ?? 1) == 1
    let weights = isForAll ? Array(repeating: weights[0], count: labels.count) : weights
    guard weights.isEmpty || weights.count == labels.count else {
      throw DataError.weightCount(found: weights.count, labels: labels.count)
    }
    let inputNames = Dataset.names("x", count: inputs.count)
    guard let first = inputs.first else { throw DataError.noInputs }
    let arrays =
      Array(zip(inputNames, inputs))
      + Array(zip(Dataset.names("y", count: labels.count), labels))
    let weighing = zip(Dataset.names("weights", count: weights.count), weights).compactMap {
      name, array in array.map { (name, $0) }
    }
    for (name, array) in arrays + weighing {
      guard array.rank > 0 else { throw DataError.noRowAxis(array: name) }
      guard array.rowCount == first.rowCount else {
        throw DataError.rowCounts(
          array: inputNames[0], rows: first.rowCount, other: name, otherRows: array.rowCount)
      }
    }
    guard first.rowCount > 0 else { throw DataError.noRows(array: inputNames[0]) }
    for (name, array) in weighing { try Checks.weights(array, named: name) }
    let isWeighted = weights.contains { $0 != nil }
    self.init(checked: inputs, labels, isWeighted ? weights : [])
  }

  private init(checked inputs: [Tensor], _ labels: [Tensor], _ weights: [Tensor?]) {
    self.inputs = inputs
    self.labels = labels
    self.weights = weights
  }

  /// The weights of the samples for one array of labels; `nil` where all count alike.
  public func weights(ofLabels index: Int) -> Tensor? { weights.isEmpty ? nil : weights[index] }

  /// The same samples with other weights.
  ///
  /// - Throws: as ``init(inputs:labels:weights:)``.
  public func weighted(by weights: [Tensor?]) throws -> Dataset {
    try Dataset(inputs: inputs, labels: labels, weights: weights)
  }

  /// What errors call the arrays: `x`, or `x[0]`, `x[1]` where there are several.
  package static func names(_ name: String, count: Int) -> [String] {
    count == 1 ? [name] : (0..<count).map { "\(name)[\($0)]" }
  }

  /// The samples in `range`: the same memory, nothing copied.
  public subscript(rows range: Range<Int>) -> Dataset {
    Dataset(
      checked: inputs.map { $0[rows: range] }, labels.map { $0[rows: range] },
      weights.map { $0?[rows: range] })
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
      labels.map { $0.selecting(rows: indices) }, weights.map { $0?.selecting(rows: indices) })
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
