import AssayCore

/// The share of elements whose greatest score is that of the label, a class index.
///
///     value = Σ [argmax(pᵢ) = yᵢ] / n
///
///     var accuracy = SparseCategoricalAccuracy()
///     try accuracy.update(
///       labels: Tensor([2, 1] as [Int]),
///       predictions: Tensor([[0.1, 0.6, 0.3], [0.05, 0.95, 0]] as [[Float]]))
///     accuracy.value  // 0.5
///
/// Scores may be probabilities or logits: softmax would not change which is greatest. Of equal
/// scores the first is the greatest. Labels are compared as integers.
///
/// - Shape: predictions `[batch, …, classes]`; labels `[batch, …]` or `[batch, …, 1]`.
/// - Range: `0...1`; higher is better.
/// - Empty: `nil` until an element has been counted.
/// - Throws: ``MetricError`` for a label outside the classes, a NaN, shapes that do not fit; nothing
///   is counted then.
/// - Source: `keras.metrics.SparseCategoricalAccuracy`, which counts a label outside the classes as
///   a miss.
public struct SparseCategoricalAccuracy: ProportionMetric, CatalogMetric {
  public static let direction: Direction? = .higherIsBetter
  public static let name = "sparse_categorical_accuracy"
  public static let summary = "share whose greatest score is that of the class index"

  public private(set) var tally = Tally()

  public init() {}

  public init(arguments: MetricArguments) throws {
    try Self.check(arguments)
    self.init()
  }

  public var empty: Self { Self() }

  public mutating func update(labels: Tensor, predictions: Tensor, weights: Tensor?) throws {
    try tally.add(
      .classIndex,
      Batch(
        classIndices: "SparseCategoricalAccuracy", labels: labels, predictions: predictions,
        weights: weights))
  }

  public mutating func merge(_ other: Self) { tally.merge(other.tally) }
}
