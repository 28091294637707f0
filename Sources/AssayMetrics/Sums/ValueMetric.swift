import AssayCore
import CKernels

/// A label's or a prediction's numbers: one, or a row of them.
typealias Numbers = UnsafeBufferPointer<Double>

/// A metric that is the mean of values, each of a label and a prediction, or of a row of them.
protocol ValueMetric: CatalogMetric {
  var mean: SampleMean { get set }
}

extension ValueMetric {
  public var value: Double? { mean.value }
  public func interval(level: Double) -> ConfidenceInterval? { mean.interval(level: level) }
  public mutating func merge(_ other: Self) { mean.merge(other.mean) }

  public var empty: Self {
    var copy = self
    copy.mean = SampleMean()
    return copy
  }
}

extension SampleMean {
  /// Counts a value for each row of a checked batch.
  ///
  /// - Parameters:
  ///   - labelWidth: how many numbers a row of labels has.
  ///   - value: of a row, by its number, its labels and its predictions; not finite where there is
  ///     none. Rows of weight 0 are not asked for.
  /// - Throws: what `value` throws, and ``MetricError`` for a row without a value; nothing is counted
  ///   then.
  mutating func add(
    _ batch: borrowing Batch, labelWidth: Int,
    _ value: (_ row: Int, _ labels: Numbers, _ predictions: Numbers) throws -> Double
  ) throws {
    try withUnsafeTemporaryAllocation(of: Double.self, capacity: max(batch.rows, 1)) { values in
      try batch.fill(values, labelWidth: labelWidth, value)
      if let row = try add(values, batch) { throw batch.fault(row: row, labelWidth: labelWidth) }
    }
  }
}

extension Batch {
  /// Finds the value of each row whose weight is not 0.
  borrowing func fill(
    _ values: UnsafeMutableBufferPointer<Double>, labelWidth: Int,
    _ value: (_ row: Int, _ labels: Numbers, _ predictions: Numbers) throws -> Double
  ) throws {
    let ownLabels = labels != nil
    // Few enough for the stack.
    let size = max(Batch.onStack / (labelWidth + classes + 1), 1)
    try withUnsafeTemporaryAllocation(
      of: Double.self, capacity: size * (labelWidth + classes + 1)
    ) { numbers in
      let own = UnsafeMutableBufferPointer(rebasing: numbers[..<(size * labelWidth)])
      let scores = UnsafeMutableBufferPointer(
        rebasing: numbers[own.count..<(size * (labelWidth + classes))])
      let shares = UnsafeMutableBufferPointer(rebasing: numbers[(own.count + scores.count)...])
      for start in stride(from: 0, to: rows, by: size) {
        let count = min(size, rows - start)
        if ownLabels { labels?.read(own, from: start * labelWidth, count: count * labelWidth) }
        predictions.read(scores, from: start * classes, count: count * classes)
        if weights != nil { read(shares, start: start, count: count) }
        for row in 0..<count {
          guard weights == nil || shares[row] != 0 else {
            values[start + row] = 0
            continue
          }
          values[start + row] = try value(
            start + row,
            Numbers(rebasing: Numbers(own)[(row * labelWidth)..<((row + 1) * labelWidth)]),
            Numbers(rebasing: Numbers(scores)[(row * classes)..<((row + 1) * classes)]))
        }
      }
    }
  }

  /// The weights of rows, as they are given.
  private borrowing func read(
    _ out: UnsafeMutableBufferPointer<Double>, start: Int, count: Int
  ) {
    guard block > 1 else {
      weights?.read(out, from: start, count: count)
      return
    }
    for row in 0..<count { out[row] = weights?.double(at: (start + row) / block) ?? 1 }
  }

  /// What is wrong with a row that has no finite value.
  borrowing func fault(row: Int, labelWidth: Int) -> MetricError {
    let own = row * labelWidth..<(row + 1) * labelWidth
    let scores = row * classes..<(row + 1) * classes
    if let labels, let at = own.first(where: { labels.double(at: $0).isNaN }) {
      return .labelNotANumber(metric: metric, at: .init(index: at, in: labels.shape))
    }
    if labels != nil, let at = scores.first(where: { predictions.double(at: $0).isNaN }) {
      return .predictionNotANumber(metric: metric, at: .init(index: at, in: predictions.shape))
    }
    return .notFinite(
      metric: metric, label: labels?.double(at: own.lowerBound),
      prediction: predictions.double(at: scores.lowerBound),
      at: .init(index: scores.lowerBound, in: predictions.shape))
  }
}

extension Tensor {
  /// Elements as doubles.
  fileprivate func read(
    _ out: UnsafeMutableBufferPointer<Double>, from start: Int, count: Int
  ) {
    guard count > 0, let base = out.baseAddress else { return }
    withUnsafeBytes {
      assay_read_doubles(base, $0.baseAddress, dtype.code, Int64(start), Int32(count))
    }
  }

  /// Some of the elements, as doubles.
  func numbers(from start: Int, count: Int) -> [Double] {
    [Double](unsafeUninitializedCapacity: count) { out, filled in
      read(out, from: start, count: count)
      filled = count
    }
  }

  /// The elements as doubles; quick for the types that data have.
  var numbers: [Double] {
    switch dtype {
    case .float32: withUnsafeScalars(of: Float.self) { $0.map(Double.init) }
    case .float64: withUnsafeScalars(of: Double.self) { Array($0) }
    case .int64: withUnsafeScalars(of: Int64.self) { $0.map(Double.init) }
    case .int32: withUnsafeScalars(of: Int32.self) { $0.map(Double.init) }
    default: doubles
    }
  }
}

/// A metric of each element's label and prediction.
protocol ElementMetric: ValueMetric {
  /// Not finite where the label or the prediction cannot be.
  func value(_ label: Double, _ prediction: Double) -> Double
}

extension ElementMetric {
  public mutating func update(labels: Tensor, predictions: Tensor, weights: Tensor?) throws {
    let batch = try Batch(
      pairs: Self.className, labels: labels, predictions: predictions, weights: weights)
    // Without what was counted, which would be copied when it is added to.
    let metric = empty
    try mean.add(batch, labelWidth: 1) { metric.value($1[0], $2[0]) }
  }
}

/// A metric of each row of labels and the row of predictions, their last axis.
protocol RowMetric: ValueMetric {
  func value(_ labels: Numbers, _ predictions: Numbers) -> Double
}

extension RowMetric {
  public mutating func update(labels: Tensor, predictions: Tensor, weights: Tensor?) throws {
    let batch = try Batch(
      classRows: Self.className, labels: labels, predictions: predictions, weights: weights)
    // Without what was counted, which would be copied when it is added to.
    let metric = empty
    try mean.add(batch, labelWidth: batch.classes) { metric.value($1, $2) }
  }
}
