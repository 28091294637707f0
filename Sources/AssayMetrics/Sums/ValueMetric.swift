import AssayCore

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

  /// Counts the values of a checked batch, of which a value has `classes` numbers.
  ///
  /// - Parameters:
  ///   - value: of the label, or the row of labels, and the row of predictions that begin there; not
  ///     finite where there is none.
  mutating func add(
    _ batch: borrowing Batch, labelWidth: Int,
    _ value: (_ labels: ArraySlice<Double>, _ predictions: ArraySlice<Double>) throws -> Double
  ) throws {
    try mean.add(batch, labelWidth: labelWidth, value)
  }
}

extension SampleMean {
  /// Counts the values of a checked batch, as ``ValueMetric`` does.
  mutating func add(
    _ batch: borrowing Batch, labelWidth: Int,
    _ value: (_ labels: ArraySlice<Double>, _ predictions: ArraySlice<Double>) throws -> Double
  ) throws {
    let labels = batch.labels.map(\.numbers) ?? []
    let predictions = batch.predictions.numbers
    let weights = batch.weights.map(\.numbers)
    var values = [Double](repeating: 0, count: batch.rows)
    var expanded: [Double]? = weights == nil ? nil : values
    let width = batch.classes
    for row in 0..<batch.rows {
      if let weights {
        let weight = weights[row / batch.block]
        guard weight >= 0, weight < .infinity else {
          throw MetricError.weightOutOfRange(
            metric: batch.metric, weight: weight,
            at: .init(index: row / batch.block, in: batch.weights?.shape ?? []))
        }
        expanded?[row] = weight
        if weight == 0 { continue }
      }
      let own = labels[(row * labelWidth)..<((row + 1) * labelWidth)]
      let scores = predictions[(row * width)..<((row + 1) * width)]
      let found = try value(own, scores)
      guard found.isFinite, (found * (expanded?[row] ?? 1)).isFinite else {
        throw batch.fault(row: row, labels: own, predictions: scores)
      }
      values[row] = found
    }
    let samples = max(batch.predictions.rowCount, 1)
    add(values, width: batch.rows / samples, weights: expanded)
  }
}

extension Batch {
  /// What is wrong with a row that has no finite value.
  borrowing func fault(
    row: Int, labels own: ArraySlice<Double>, predictions scores: ArraySlice<Double>
  ) -> MetricError {
    if let at = own.firstIndex(where: \.isNaN) {
      return .labelNotANumber(metric: metric, at: .init(index: at, in: labels?.shape ?? []))
    }
    if labels != nil, let at = scores.firstIndex(where: \.isNaN) {
      return .predictionNotANumber(metric: metric, at: .init(index: at, in: predictions.shape))
    }
    return .notFinite(
      metric: metric, label: own.first, prediction: scores.first ?? 0,
      at: .init(index: scores.startIndex, in: predictions.shape))
  }
}

extension Tensor {
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
    let metric = self
    try add(batch, labelWidth: 1) { metric.value($0[$0.startIndex], $1[$1.startIndex]) }
  }
}

/// A metric of each row of labels and the row of predictions, their last axis.
protocol RowMetric: ValueMetric {
  func value(_ labels: ArraySlice<Double>, _ predictions: ArraySlice<Double>) -> Double
}

extension RowMetric {
  public mutating func update(labels: Tensor, predictions: Tensor, weights: Tensor?) throws {
    let batch = try Batch(
      classRows: Self.className, labels: labels, predictions: predictions, weights: weights)
    let metric = self
    try add(batch, labelWidth: batch.classes) { metric.value($0, $1) }
  }
}
