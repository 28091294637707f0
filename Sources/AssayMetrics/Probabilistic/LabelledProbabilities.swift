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

  /// How many numbers a label has.
  func labelWidth(_ classes: Int) -> Int {
    if case .row = self { classes } else { 1 }
  }

  /// The share of a class that a label says is true.
  func truth(_ own: Numbers, of place: Int) -> Double {
    switch self {
    case .binary: place == 1 ? own[0] : 1 - own[0]
    case .index: Int(own[0]) == place ? 1 : 0
    case .row: own[place]
    }
  }

  /// - Throws: ``MetricError`` for a label that says no class.
  func check(
    label own: Numbers, row: Int, classes: Int, metric: String, in shape: Shape
  ) throws {
    func place(_ index: Int) -> MetricError.Position {
      .init(index: row * own.count + index, in: shape)
    }
    if let wrong = own.firstIndex(where: \.isNaN) {
      throw MetricError.labelNotANumber(metric: metric, at: place(wrong))
    }
    let label = own[0]
    switch self {
    case .binary:
      guard label == 0 || label == 1 else {
        throw MetricError.labelNotBinary(metric: metric, label: label, at: place(0))
      }
    case .index:
      guard label == label.rounded() else {
        throw MetricError.labelNotWhole(metric: metric, label: label, at: place(0))
      }
      guard label >= 0, label < Double(classes) else {
        throw MetricError.classOutOfRange(
          metric: metric, label: label, at: place(0), classes: classes)
      }
    case .row:
      guard own.allSatisfy({ $0 >= 0 }), abs(own.reduce(0, +) - 1) <= 1e-3 else {
        let at = MetricError.Position(index: row, in: Shape(shape.dropLast()))
        throw MetricError.argument(
          metric: metric, name: "the label in \(at)",
          found: "shares that add up to \(own.reduce(0, +))",
          wanted: "a one-hot row, or shares of 0 or more that add up to 1")
      }
    }
  }

  /// - Throws: ``MetricError`` for a number outside 0...1, and for a row that does not add up to 1.
  func check(probabilities scores: Numbers, row: Int, metric: String, in shape: Shape) throws {
    for (index, score) in scores.enumerated() where !(score >= 0 && score <= 1) {
      let place = MetricError.Position(index: row * scores.count + index, in: shape)
      if score.isNaN { throw MetricError.predictionNotANumber(metric: metric, at: place) }
      throw MetricError.argument(
        metric: metric, name: "the prediction in \(place)", found: "\(score)",
        wanted: "a probability in 0...1")
    }
    if case .binary = self { return }
    let sum = scores.reduce(0, +)
    guard abs(sum - 1) <= 1e-3 else {
      let at = MetricError.Position(index: row, in: Shape(shape.dropLast()))
      throw MetricError.argument(
        metric: metric, name: "the prediction in \(at)",
        found: "numbers that add up to \(sum)", wanted: "probabilities that add up to 1")
    }
  }
}
