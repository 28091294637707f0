/// The number of labels 0 predicted negative, at one threshold or several.
///
///     var metric = TrueNegatives()
///     try metric.update(
///       labels: Tensor([0, 1, 1, 1, 0] as [Int]),
///       predictions: Tensor([0.2, 0.7, 0.4, 0.9, 0.6] as [Float]))
///     metric.value  // 1.0
///
/// With weights, the sum of their weights.
///
/// - Shape: equal, but for a last axis of size 1; or class indices against rows of scores, of which each
///   is a yes or no of its own. Each element counts.
/// - Empty: 0.
/// - Throws: ``MetricError`` for a label other than 0 and 1, a NaN, shapes that differ.
/// - Source: `keras.metrics.TrueNegatives`.
public struct TrueNegatives: ThresholdMetric {
  public static let direction: Direction? = nil
  public static let name = "true_negatives"
  public static let summary = "labels 0 predicted negative, a number"
  public static let parameters = ThresholdCounts.Configuration.thresholdParameters

  public var counts: ThresholdCounts

  public init(thresholds: [Double] = [0.5], fromLogits: Bool = false) {
    precondition(
      !thresholds.isEmpty && thresholds.allSatisfy { (0...1).contains($0) },
      "TrueNegatives: thresholds \(thresholds) are not in 0...1")
    self.init(
      counts: ThresholdCounts(.init(thresholds: thresholds, fromLogits: fromLogits)))
  }

  init(counts: ThresholdCounts) { self.counts = counts }

  public init(arguments: MetricArguments) throws {
    try Self.check(arguments)
    self.init(counts: ThresholdCounts(try .init(arguments)))
  }

  public var arguments: [String: MetricArgument] { counts.configuration.arguments }
  public var value: Double? { result.scalar }
  public var result: MetricValue { read(\.trueNegatives) }

  /// Wilson's interval of their share of all elements, times those, at a single threshold.
  public func interval(level: Double) -> ConfidenceInterval? {
    counts.wilson(level: level, share: \.trueNegatives, of: \.total)?.scaled(
      by: counts.cells()[0].total)
  }

  public var notes: [String] { outsideNotes }
}
