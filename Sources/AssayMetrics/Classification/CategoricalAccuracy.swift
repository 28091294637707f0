import AssayCore

/// The share of elements whose greatest score is that of the greatest label, one-hot as a rule.
///
///     value = Σ [argmax(pᵢ) = argmax(yᵢ)] / n
///
///     var accuracy = CategoricalAccuracy()
///     try accuracy.update(
///       labels: Tensor([[0, 0, 1], [0, 1, 0]] as [[Float]]),
///       predictions: Tensor([[0.1, 0.9, 0.8], [0.05, 0.95, 0]] as [[Float]]))
///     accuracy.value  // 0.5
///
/// Scores may be probabilities or logits. Of equal scores, and of equal labels, the first is the
/// greatest; so of a label with several ones only the first is looked at.
///
/// - Shape: predictions and labels `[batch, …, classes]`.
/// - Range: `0...1`; higher is better.
/// - Empty: `nil` until an element has been counted.
/// - Throws: ``MetricError`` for a NaN, a single class, shapes that differ; nothing is counted then.
/// - Source: `keras.metrics.CategoricalAccuracy`.
public struct CategoricalAccuracy: ProportionMetric, CatalogMetric {
  public static let direction: Direction? = .higherIsBetter
  public static let name = "categorical_accuracy"
  public static let summary = "share whose greatest score is that of the one-hot label"

  public private(set) var tally = Tally()

  public init() {}

  public init(arguments: MetricArguments) throws {
    try Self.check(arguments)
    self.init()
  }

  public var empty: Self { Self() }

  public mutating func update(labels: Tensor, predictions: Tensor, weights: Tensor?) throws {
    try tally.add(
      .classRow,
      Batch(
        classRows: "CategoricalAccuracy", labels: labels, predictions: predictions,
        weights: weights))
  }

  public mutating func merge(_ other: Self) { tally.merge(other.tally) }
}
