import AssayCore

/// The harmonic mean of precision and recall, by column of the outputs.
///
///     score = 2·hits / (2·hits + falseNegatives + falsePositives)
///
///     var score = F1Score(average: .micro, threshold: 0.5)
///     try score.update(
///       labels: Tensor([1, 0, 1] as [Int]), predictions: Tensor([0.9, 0.8, 0.2] as [Float]))
///     score.value  // 0.5
///
/// ``FBetaScore`` with β = 1, in everything else the same.
///
/// - Shape: as ``FBetaScore``.
/// - Range: `0...1`; higher is better.
/// - Empty: `nil` until a class has occurred.
/// - Throws: as ``FBetaScore``.
/// - Source: `keras.metrics.F1Score`.
public struct F1Score: FScore {
  public static let direction: Direction? = .higherIsBetter
  public static let name = "f1_score"
  public static let summary = "harmonic mean of precision and recall, by column"
  public static let parameters = [
    MetricParameter("average", default: "null", "null, micro, macro or weighted"),
    MetricParameter("threshold", default: "null", "scores greater than this are positive"),
  ]

  public let average: Average
  public var beta: Double { 1 }
  public var counts: ColumnCounts

  public init(average: Average = .none, threshold: Double? = nil) {
    self.average = average
    counts = ColumnCounts(threshold: threshold)
  }

  public init(arguments: MetricArguments) throws {
    try Self.check(arguments)
    self.init(
      average: try arguments.average(default: .none),
      threshold: try arguments.number("threshold"))
  }

  public var arguments: [String: MetricArgument] {
    [
      "average": averageArgument,
      "threshold": counts.threshold.map { .number($0) } ?? .null,
    ]
  }
}
