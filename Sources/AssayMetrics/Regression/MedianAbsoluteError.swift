import AssayCore

/// The median of the absolute differences between labels and predictions.
///
/// The median is the middle one of the differences in order, and of an even number the midpoint of the
/// two in the middle. With weights it is the least difference at which half of all weight is passed,
/// and where exactly half is reached, the midpoint of that and the next: as if each had been counted
/// as often as its weight says. Comparisons with half are exact.
///
///     var median = MedianAbsoluteError()
///     try median.update(
///       labels: Tensor([1, 2, 9] as [Float]), predictions: Tensor([1, 1, 1] as [Float]))
///     median.value  // 1.0
///
/// Every difference is kept: 8 bytes an element, 16 once there are weights other than 0 and 1.
///
/// - Shape: equal, but for a last axis of size 1. Weights: one a sample or one an element.
/// - Unit: the labels'. Range `0...`; lower is better.
/// - Empty: `nil` until a pair has been counted.
/// - Precision: exact but for the rounding of differences and of the midpoint.
/// - Throws: ``MetricError`` for a NaN, a difference that is not finite, shapes that differ.
/// - Source: scikit-learn's `median_absolute_error`; the interval from order statistics.
public struct MedianAbsoluteError: CatalogMetric {
  public static let direction: Direction? = .lowerIsBetter
  public static let name = "median_absolute_error"
  public static let aliases = ["median-absolute-error"]
  public static let summary = "median of absolute differences"
  public static let isInKeras = false
  public static let isGrowing = true

  private var errors = WeightedValues()

  public init() {}

  public init(arguments: MetricArguments) throws {
    try Self.check(arguments)
    self.init()
  }

  public var empty: Self { Self() }
  public var value: Double? { errors.median }
  public func interval(level: Double) -> ConfidenceInterval? { errors.medianInterval(level: level) }
  public mutating func merge(_ other: Self) { errors.merge(other.errors) }

  public mutating func update(labels: Tensor, predictions: Tensor, weights: Tensor?) throws {
    let batch = try Batch(
      pairs: Self.className, labels: labels, predictions: predictions, weights: weights)
    try batch.requirePairs { y, p, _ in (y - p).isFinite }
    let pairs = batch.block(0, count: batch.rows)
    errors.add(
      zip(pairs.labels, pairs.predictions).map { abs($0 - $1) }, weights: pairs.weights)
  }
}
