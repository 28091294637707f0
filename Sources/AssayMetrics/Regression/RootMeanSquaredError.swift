import AssayCore

/// The square root of the mean squared difference between labels and predictions.
///
///     value = √(Σ (yᵢ − pᵢ)² / n)
///
/// The root of the mean over everything counted, not the mean of batches' roots.
///
/// - Shape: equal, but for a last axis of size 1. Weights: one a sample or one an element.
/// - Unit: the labels' unit. Range `0...`; lower is better.
/// - Empty: `nil` until a pair has been counted.
/// - Throws: ``MetricError`` for a NaN, a difference that is not finite, shapes that differ.
/// - Source: `keras.metrics.RootMeanSquaredError`.
public struct RootMeanSquaredError: ValueMetric {
  public static let direction: Direction? = .lowerIsBetter
  public static let name = "root_mean_squared_error"
  public static let aliases = ["rmse"]
  public static let summary = "square root of the mean squared difference"

  var mean = SampleMean()

  public init() {}

  public init(arguments: MetricArguments) throws {
    try Self.check(arguments)
    self.init()
  }

  public var value: Double? { mean.value.map { $0.squareRoot() } }

  /// The roots of the ends of the mean's interval, the lower of which is no less than 0.
  public func interval(level: Double) -> ConfidenceInterval? {
    mean.interval(level: level).map {
      ConfidenceInterval(
        low: max($0.low, 0).squareRoot(), high: $0.high.squareRoot(), level: $0.level)
    }
  }

  public mutating func update(labels: Tensor, predictions: Tensor, weights: Tensor?) throws {
    try mean.add(
      .squaredError,
      Batch(
        pairs: Self.className, labels: labels, predictions: predictions, weights: weights))
  }
}
