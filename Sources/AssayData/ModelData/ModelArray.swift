import AssayCore

/// One array of a model's data, known to fit the model.
struct ModelArray: Sendable {
  /// What it is to the model.
  enum Role: Sendable {
    case input(ModelSignature.Input)
    case labels
    case weights
  }

  let place: ArrayPlace
  let role: Role
  /// What errors call it.
  let name: String
  /// The shape of a batch in the file; the first axis is free.
  let stored: Shape
  /// The type in the file.
  let storedType: DType
  /// The rows; `nil` where only reading to the end can tell.
  let count: Int?
  /// Whether any row can be read at any time.
  let isSeekable: Bool

  /// Opens the array to see what it is.
  ///
  /// - Throws: ``DataError``, also where it is not what the model's input wants.
  init(_ place: ArrayPlace, _ role: Role) throws {
    let rows = try place.open()
    self.place = place
    self.role = role
    name = if case .member(let key, let archive) = place { "\(archive):\(key)" } else { rows.name }
    stored = rows.shape
    storedType = rows.dtype
    count = rows.count
    isSeekable = try place.openSeekable() != nil
    guard case .input(let input) = role, !input.takes(stored.sample) else { return }
    // A line of a table is all numbers of a sample.
    if case .csv = place, input.shape.isStatic {
      guard stored.sample.elements != input.shape.elements else { return }
      throw DataError.featureCount(
        file: name, found: stored.sample.elements, input: input.name, wanted: input.batch)
    }
    throw DataError.inputShape(
      array: name, found: count.map(stored.withFirst) ?? stored, input: input.name,
      wanted: input.batch)
  }

  /// The shape of one sample, as the model takes it.
  var sample: Shape {
    guard case .input(let input) = role, input.shape.isStatic else { return stored.sample }
    return input.shape
  }

  /// The type that the model is given: its own, but for narrower ones, which it widens as it loads them.
  var dtype: DType {
    guard case .input(let input) = role else { return storedType }
    let isNarrower = storedType.size < input.dtype.size && !storedType.isFloatingPoint
    return isNarrower ? storedType : input.dtype
  }

  /// The bytes of all rows in memory, at most.
  ///
  /// - Throws: ``DataError``.
  func mostBytes() throws -> Int {
    guard let count else { return try place.mostBytes() }
    let (bytes, overflow) = count.multipliedReportingOverflow(by: sample.elements * dtype.size)
    return overflow ? .max : bytes
  }

  /// A block as the model takes it.
  ///
  /// - Parameter row: the row in the file of a row of the block, for errors.
  /// - Throws: ``DataError`` for a number that the model cannot take.
  func taken(_ block: Tensor, row: (Int) -> Int) throws -> Tensor {
    do {
      switch role {
      case .weights: try Checks.weights(block, named: name)
      case .labels: try Checks.finite(block, named: name)
      case .input(let input):
        if input.dtype == .int32 {
          try checkWhole(block, input)
        } else {
          try Checks.finite(block, named: name)
        }
      }
    } catch DataError.notFinite(let array, let place, let value) {
      throw DataError.notFinite(array: array, row: row(place), value: value)
    } catch DataError.notWhole(let array, let place, let value, let input) {
      throw DataError.notWhole(array: array, row: row(place), value: value, input: input)
    } catch DataError.negativeWeight(let array, let place, let weight) {
      throw DataError.negativeWeight(array: array, row: row(place), weight: weight)
    }
    let shaped = try block.reshaped(Shape([block.rowCount] + Array(sample)))
    return shaped.converted(to: dtype)
  }

  private func checkWhole(_ block: Tensor, _ input: ModelSignature.Input) throws {
    guard block.dtype.isFloatingPoint || block.dtype == .int64 else { return }
    for index in 0..<block.count {
      let value = block.double(at: index)
      guard Int32(exactly: value) == nil else { continue }
      throw DataError.notWhole(
        array: name, row: index / (block.count / block.rowCount), value: value, input: input.name)
    }
  }
}

extension Tensor {
  /// The same numbers as elements of `dtype`, which is this type or one that models compute in.
  fileprivate func converted(to dtype: DType) -> Tensor {
    guard dtype != self.dtype else { return self }
    var copy = Tensor(zeros: shape, dtype: dtype)
    copy.withUnsafeMutableBytes { target in
      guard let start = target.baseAddress else { return }
      gather(range: 0..<rowCount, of: self, into: start, as: dtype)
    }
    return copy
  }
}
