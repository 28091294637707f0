import AssayCore

/// The mean crossentropy of rows of scores against class indices.
///
///     value = −Σ ln pᵢ,yᵢ / n
///
/// From logits it is computed without clipping. Probabilities are divided by their sum and kept within
/// 1e-7...(1 − 1e-7). Rows whose label is `ignoreClass` are left out altogether.
///
/// - Shape: predictions `[batch, …, classes]`; labels `[batch, …]` or `[batch, …, 1]`.
/// - Range: `0...`; lower is better.
/// - Empty: `nil` until a row has been counted.
/// - Throws: ``MetricError`` for a label outside the classes, a NaN, shapes that do not fit; nothing is
///   counted then.
/// - Source: `keras.metrics.SparseCategoricalCrossentropy`, which counts ignored rows in the number that it
///   divides by.
public struct SparseCategoricalCrossentropy: ValueMetric {
  public static let direction: Direction? = .lowerIsBetter
  public static let name = "sparse_categorical_crossentropy"
  public static let summary = "mean crossentropy of rows of scores against class indices"
  public static let parameters = [
    CrossentropyOptions.parameters[0],
    MetricParameter("ignore_class", default: "none", "rows of this label are left out"),
    MetricParameter("axis", default: "-1", "the axis of the classes, the last"),
  ]

  public let fromLogits: Bool
  public let ignoreClass: Int?
  var mean = SampleMean()

  public init(fromLogits: Bool = false, ignoreClass: Int? = nil) {
    self.fromLogits = fromLogits
    self.ignoreClass = ignoreClass
  }

  public init(arguments: MetricArguments) throws {
    try Self.check(arguments)
    guard try arguments.integer("axis", default: -1) == -1 else {
      throw arguments.error("axis", arguments.values["axis"] ?? nil, "-1, the last axis")
    }
    fromLogits = try arguments.bool("from_logits", default: false)
    ignoreClass = try arguments.integer("ignore_class")
  }

  public var arguments: [String: MetricArgument] {
    var arguments: [String: MetricArgument] = ["from_logits": .bool(fromLogits)]
    if let ignoreClass { arguments["ignore_class"] = .integer(ignoreClass) }
    return arguments
  }

  public mutating func update(labels: Tensor, predictions: Tensor, weights: Tensor?) throws {
    let ignored = ignoreClass.map(Double.init)
    var weights = weights
    if let ignored, labels.numbers.contains(ignored) {
      weights = try SparseCategoricalCrossentropy.without(
        ignored, labels: labels, predictions: predictions, weights: weights)
    }
    let batch = try Batch(
      classIndices: Self.className, labels: labels, predictions: predictions, weights: weights)
    let classes = batch.classes
    let fromLogits = fromLogits
    try mean.add(batch, labelWidth: 1) { row, own, scores in
      let label = own[0]
      guard label >= 0, label < Double(classes), label == label.rounded() else {
        let place = MetricError.Position(index: row, in: labels.shape)
        if label.isNaN { return .nan }
        throw label == label.rounded()
          ? MetricError.classOutOfRange(
            metric: Self.className, label: label, at: place, classes: classes)
          : MetricError.labelNotWhole(metric: Self.className, label: label, at: place)
      }
      return -Softmax(scores, fromLogits: fromLogits)[scores[Int(label)]]
    }
  }

  /// Weights that are 0 where the label is ignored.
  private static func without(
    _ ignored: Double, labels: Tensor, predictions: Tensor, weights: Tensor?
  ) throws -> Tensor {
    // The shapes are checked as they were given.
    let batch = try Batch(
      classIndices: className, labels: labels, predictions: predictions, weights: weights)
    let given = weights?.numbers
    let own = labels.numbers.enumerated().map { row, label in
      label == ignored ? 0 : given?[row / batch.block] ?? 1
    }
    return try Tensor(own, shape: Shape(predictions.shape.dropLast()))
  }
}
