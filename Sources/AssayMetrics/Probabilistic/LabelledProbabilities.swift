import AssayCore

/// How labels say which class is true.
enum LabelledProbabilities: Sendable {
  /// 0 and 1 against the probability of 1.
  case binary
  /// A class index against a row of probabilities.
  case index
  /// A row, one-hot or shares that add up to 1, against a row.
  case row

  init(labels: Shape, predictions: Shape) {
    if predictions.count < 2 || predictions.lastSize < 2 {
      self = .binary
    } else {
      self = labels == predictions ? .row : .index
    }
  }

  func batch(
    _ metric: String, labels: Tensor, predictions: Tensor, weights: Tensor?
  ) throws -> Batch {
    switch self {
    case .binary:
      try Batch(pairs: metric, labels: labels, predictions: predictions, weights: weights)
    case .index:
      try Batch(classIndices: metric, labels: labels, predictions: predictions, weights: weights)
    case .row:
      try Batch(classRows: metric, labels: labels, predictions: predictions, weights: weights)
    }
  }

  /// The share of each class that a label says is true.
  ///
  /// - Throws: ``MetricError`` for a label that says none.
  func truth(
    _ own: ArraySlice<Double>, classes: Int, metric: String, in shape: Shape
  ) throws -> [Double] {
    func place(_ index: Int) -> MetricError.Position { .init(index: index, in: shape) }
    func row(_ index: Int) -> MetricError.Position {
      .init(index: index / max(own.count, 1), in: Shape(shape.dropLast()))
    }
    if let wrong = own.firstIndex(where: \.isNaN) {
      throw MetricError.labelNotANumber(metric: metric, at: place(wrong))
    }
    let label = own[own.startIndex]
    switch self {
    case .binary:
      guard label == 0 || label == 1 else {
        throw MetricError.labelNotBinary(
          metric: metric, label: label, at: place(own.startIndex))
      }
      return [1 - label, label]
    case .index:
      guard label == label.rounded() else {
        throw MetricError.labelNotWhole(metric: metric, label: label, at: place(own.startIndex))
      }
      guard label >= 0, label < Double(classes) else {
        throw MetricError.classOutOfRange(
          metric: metric, label: label, at: place(own.startIndex), classes: classes)
      }
      return (0..<classes).map { $0 == Int(label) ? 1 : 0 }
    case .row:
      guard own.allSatisfy({ $0 >= 0 }), abs(own.reduce(0, +) - 1) <= 1e-3 else {
        throw MetricError.argument(
          metric: metric, name: "the label in \(row(own.startIndex))",
          found: "shares that add up to \(own.reduce(0, +))",
          wanted: "a one-hot row, or shares of 0 or more that add up to 1")
      }
      return Array(own)
    }
  }

  /// The probability of each class.
  ///
  /// - Throws: ``MetricError`` for a number outside 0...1, and for a row that does not add up to 1.
  func probabilities(
    _ scores: ArraySlice<Double>, metric: String, in shape: Shape
  ) throws -> [Double] {
    for (index, score) in zip(scores.indices, scores) where !(score >= 0 && score <= 1) {
      let place = MetricError.Position(index: index, in: shape)
      if score.isNaN { throw MetricError.predictionNotANumber(metric: metric, at: place) }
      throw MetricError.argument(
        metric: metric, name: "the prediction in \(place)", found: "\(score)",
        wanted: "a probability in 0...1")
    }
    if case .binary = self {
      return [1 - scores[scores.startIndex], scores[scores.startIndex]]
    }
    let sum = scores.reduce(0, +)
    guard abs(sum - 1) <= 1e-3 else {
      let row = MetricError.Position(
        index: scores.startIndex / scores.count, in: Shape(shape.dropLast()))
      throw MetricError.argument(
        metric: metric, name: "the prediction in \(row)",
        found: "numbers that add up to \(sum)", wanted: "probabilities that add up to 1")
    }
    return Array(scores)
  }
}
