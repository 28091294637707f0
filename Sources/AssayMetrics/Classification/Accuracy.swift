import AssayCore

/// The share of predictions that are exactly the label: class indices against class indices.
///
///     value = Σ [pᵢ = yᵢ] / n
///
///     var accuracy = Accuracy()
///     try accuracy.update(
///       labels: Tensor([1, 2, 3, 4] as [Int]), predictions: Tensor([0, 2, 3, 4] as [Int]))
///     accuracy.value  // 0.75
///
/// Nothing is thresholded and no class is looked for: the request `.accuracy` becomes one of the
/// other accuracies. Integers are compared as integers; a label of `float64` is rounded to
/// `float32` where the predictions are.
///
/// - Shape: equal, but for a last axis of size 1; each element counts.
/// - Range: `0...1`; higher is better.
/// - Empty: `nil` until an element has been counted.
/// - Throws: ``MetricError`` for a NaN and for shapes that differ; nothing is counted then.
/// - Source: `keras.metrics.Accuracy`, which compares in the predictions' type: there the label
///   16777217 equals the prediction 16777216.0.
public struct Accuracy: ProportionMetric, CatalogMetric {
  public static let direction: Direction? = .higherIsBetter
  public static let name = "accuracy"
  public static let summary = "share of predictions that are exactly the label"

  public private(set) var tally = Tally()

  public init() {}

  public init(arguments: MetricArguments) throws {
    try Self.check(arguments)
    self.init()
  }

  public var empty: Self { Self() }

  public mutating func update(labels: Tensor, predictions: Tensor, weights: Tensor?) throws {
    try tally.add(
      .equal,
      Batch(pairs: "Accuracy", labels: labels, predictions: predictions, weights: weights))
  }

  public mutating func merge(_ other: Self) { tally.merge(other.tally) }
}
