import AssayCore

extension Batch {
  /// A label for each prediction: equal shapes, but for a last axis of size 1.
  ///
  /// Nothing is broadcast: `[batch, 3]` against `[batch, 1]` is an error.
  init(pairs metric: String, labels: Tensor, predictions: Tensor, weights: Tensor?) throws {
    let y = labels.shape
    let p = predictions.shape
    if y != p {
      guard isAligned(y, p) else {
        throw shapeError(
          metric, y, p, "give each prediction its label: labels \(p)")
      }
    }
    guard p.count > 0 else {
      throw shapeError(metric, y, p, "the first axis counts samples")
    }
    self.init(
      metric: metric, labels: labels, predictions: predictions, weights: weights,
      rows: p.elements, classes: 1,
      block: try sharers(metric, weights, values: p, rank: p.count))
  }

  /// A class index for each row of scores: `[batch, …]` or `[batch, …, 1]` against
  /// `[batch, …, classes]`.
  init(
    classIndices metric: String, labels: Tensor, predictions: Tensor, weights: Tensor?
  ) throws {
    let y = labels.shape
    let p = predictions.shape
    try requireClasses(metric, y, p)
    let rank = p.count - 1
    guard y.count == rank || (y.count == p.count && y[rank] == 1),
      (0..<rank).allSatisfy({ y[$0] == p[$0] })
    else {
      throw shapeError(
        metric, y, p,
        y == p
          ? "one-hot labels need Categorical in place of SparseCategorical"
          : "give each row of scores its class index: labels \(Shape(p.dropLast()))")
    }
    self.init(
      metric: metric, labels: labels, predictions: predictions, weights: weights,
      rows: p.elements / p[rank], classes: p[rank],
      block: try sharers(metric, weights, values: p, rank: rank))
  }

  /// A row of scores, one-hot as a rule, for each row of scores: equal shapes.
  init(
    classRows metric: String, labels: Tensor, predictions: Tensor, weights: Tensor?
  ) throws {
    let y = labels.shape
    let p = predictions.shape
    try requireClasses(metric, y, p)
    let rank = p.count - 1
    guard y == p else {
      throw shapeError(
        metric, y, p,
        y.count < p.count || y.lastSize == 1
          ? "class indices need SparseCategorical in place of Categorical"
          : "give each row of scores its one-hot label: labels \(p)")
    }
    self.init(
      metric: metric, labels: labels, predictions: predictions, weights: weights,
      rows: p.elements / p[rank], classes: p[rank],
      block: try sharers(metric, weights, values: p, rank: rank))
  }

  /// Values without labels.
  init(values metric: String, values: Tensor, weights: Tensor?) throws {
    guard values.rank > 0 || weights == nil else {
      throw MetricError.weightShape(
        metric: metric, weights: weights?.shape ?? [], values: [1])
    }
    self.init(
      metric: metric, labels: nil, predictions: values, weights: weights, rows: values.count,
      classes: 1, block: try sharers(metric, weights, values: values.shape, rank: values.rank))
  }
}

/// Whether the shapes differ only in a last axis of size 1.
private func isAligned(_ a: Shape, _ b: Shape) -> Bool {
  let rank = min(a.count, b.count)
  guard abs(a.count - b.count) == 1, (a.count > rank ? a : b).lastSize == 1 else { return false }
  return (0..<rank).allSatisfy { a[$0] == b[$0] }
}

private func requireClasses(_ metric: String, _ labels: Shape, _ predictions: Shape) throws {
  guard predictions.count >= 2, predictions.lastSize >= 2, predictions.lastSize <= Int32.max else {
    throw shapeError(
      metric, labels, predictions,
      "predictions need a last axis of 2 or more classes; one output is for BinaryAccuracy")
  }
}

private func shapeError(
  _ metric: String, _ labels: Shape, _ predictions: Shape, _ wanted: String
) -> MetricError {
  if let y = labels.first, let p = predictions.first, y != p {
    return .rowCounts(metric: metric, labels: y, predictions: p)
  }
  return .shapes(metric: metric, labels: labels, predictions: predictions, wanted: wanted)
}

/// How many values share a weight.
///
/// But for last axes of size 1, the weights' shape must be the beginning of the values' shape, which
/// is the first `rank` axes of `values`.
private func sharers(
  _ metric: String, _ weights: Tensor?, values: Shape, rank: Int
) throws -> Int {
  guard let shape = weights?.shape else { return 1 }
  var axes = shape.count
  while axes > 1, shape[axes - 1] == 1 { axes -= 1 }
  guard axes > 0, axes <= rank, (0..<axes).allSatisfy({ shape[$0] == values[$0] }) else {
    throw MetricError.weightShape(
      metric: metric, weights: shape, values: Shape(values.prefix(rank)))
  }
  return (axes..<rank).reduce(1) { $0 * values[$1] }
}
