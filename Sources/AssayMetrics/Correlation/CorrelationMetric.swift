import AssayCore

/// A correlation of labels and predictions: over everything counted, or the mean of the correlations
/// within samples.
protocol CorrelationMetric: CatalogMetric {
  /// -1: within a row, the last axis of two numbers or more, else over everything. 0: over everything,
  /// and the mean over the outputs. Above 0: the last axis, by its number.
  var axis: Int { get }
  var moments: PairMoments { get set }
  var mean: SampleMean { get set }

  /// The correlation from the spreads of an output; `nil` where it is undefined.
  static func correlation(
    labels: Double, predictions: Double, products: Double, difference: Double
  ) -> Double?

  /// What one pair adds to the correlation of an output.
  static func influence(_ moments: CentralMoments, value: Double) -> PairInfluence?
}

extension CorrelationMetric {
  static var axisParameter: MetricParameter {
    MetricParameter(
      "axis", default: "-1",
      "the last axis, or -1: within a sample where that has two or more; 0: over all samples")
  }

  static func axis(_ arguments: MetricArguments) throws -> Int {
    try check(arguments)
    return try arguments.integer("axis", default: -1, in: (-1)...)
  }

  /// Where the figure lies for data drawn like these, by the delta method; weighted samples count as
  /// Kish's effective number.
  ///
  /// The outputs belong to the same samples: of their mean the interval is the mean of theirs, as wide as
  /// if they always erred together.
  public func interval(level: Double) -> ConfidenceInterval? {
    guard !moments.outputs.isEmpty else { return mean.interval(level: level) }
    guard let value else { return nil }
    var half = 0.0
    for sums in moments.outputs {
      guard let central = CentralMoments(sums), let own = Self.correlation(sums),
        let influence = Self.influence(central, value: own),
        let width = central.halfWidth(influence, level: level)
      else { return nil }
      half += width / Double(moments.outputs.count)
    }
    return ConfidenceInterval(
      low: max(value - half, -1), high: min(value + half, 1), level: level)
  }

  public var arguments: [String: MetricArgument] { ["axis": .integer(axis)] }

  public var empty: Self {
    var copy = self
    copy.moments = PairMoments()
    copy.mean = SampleMean()
    return copy
  }

  public mutating func merge(_ other: Self) {
    precondition(axis == other.axis, "\(Self.className): merging axis \(other.axis) into \(axis)")
    moments.merge(other.moments)
    mean.merge(other.mean)
  }

  /// The correlation; `nil` where an output's is undefined.
  public var value: Double? {
    guard moments.outputs.isEmpty else {
      guard mean.value == nil else { return nil }
      let figures = moments.outputs.compactMap { sums in
        sums.weight > 0 ? Self.correlation(sums) : nil
      }
      guard figures.count == moments.outputs.count else { return nil }
      return figures.reduce(0, +) / Double(figures.count)
    }
    return mean.value
  }

  public mutating func update(labels: Tensor, predictions: Tensor, weights: Tensor?) throws {
    guard axis < 1 || predictions.rank == axis + 1 else {
      throw MetricError.argument(
        metric: Self.className, name: "axis", found: "\(axis)",
        wanted: "0, -1 or the last axis of the predictions \(predictions.shape)")
    }
    guard axis != 0, predictions.rank > 1, predictions.shape.lastSize > 1 else {
      guard mean.isEmpty else {
        throw MetricError.shapes(
          metric: Self.className, labels: labels.shape, predictions: predictions.shape,
          wanted: "the batches before had rows of two numbers or more")
      }
      return try moments.update(
        metric: Self.className, labels: labels, predictions: predictions, weights: weights)
    }
    guard moments.outputs.isEmpty else {
      throw MetricError.shapes(
        metric: Self.className, labels: labels.shape, predictions: predictions.shape,
        wanted: "the batches before had one number a row")
    }
    let batch = try Batch(
      classRows: Self.className, labels: labels, predictions: predictions, weights: weights)
    let shape = predictions.shape
    try mean.add(batch, labelWidth: batch.classes) { row, labels, predictions in
      if let correlation = Self.correlation(labels, predictions) { return correlation }
      guard labels.allSatisfy(\.isFinite), predictions.allSatisfy(\.isFinite) else { return .nan }
      let place = MetricError.Position(index: row, in: Shape(shape.dropLast()))
      throw MetricError.argument(
        metric: Self.className, name: "the correlation within \(place)",
        found: "undefined, for labels or predictions that are all equal",
        wanted: "two different ones of both, or weight 0")
    }
  }

  private static func correlation(_ sums: PairSums) -> Double? {
    correlation(
      labels: sums.labelSpread / sums.weight, predictions: sums.predictionSpread / sums.weight,
      products: sums.productSpread / sums.weight, difference: sums.meanDifference)
  }

  /// The correlation within a row; `nil` where it is undefined.
  private static func correlation(
    _ labels: Numbers, _ predictions: Numbers
  ) -> Double? {
    let count = Double(labels.count)
    let middle = labels.reduce(0) { $0 + $1 / count }
    let other = predictions.reduce(0) { $0 + $1 / count }
    var spreads = (labels: 0.0, predictions: 0.0, products: 0.0)
    let isConstant = (
      labels.allSatisfy { $0 == labels.first }, predictions.allSatisfy { $0 == predictions.first }
    )
    for (y, p) in zip(labels, predictions) {
      let dy = isConstant.0 ? 0 : y - middle
      let dp = isConstant.1 ? 0 : p - other
      spreads.labels += dy * dy / count
      spreads.predictions += dp * dp / count
      spreads.products += dy * dp / count
    }
    return correlation(
      labels: spreads.labels, predictions: spreads.predictions, products: spreads.products,
      difference: middle - other)
  }
}
