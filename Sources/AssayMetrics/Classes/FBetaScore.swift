import AssayCore

/// The weighted harmonic mean of precision and recall, by column of the outputs.
///
///     score = (1 + β²)·hits / ((1 + β²)·hits + β²·falseNegatives + falsePositives)
///
///     var score = FBetaScore(average: .macro, beta: 2, threshold: 0.5)
///     try score.update(
///       labels: Tensor([[1, 1, 1], [1, 0, 0], [1, 1, 0]] as [[Float]]),
///       predictions: Tensor([[0.2, 0.6, 0.7], [0.2, 0.6, 0.6], [0.6, 0.8, 0]] as [[Float]]))
///     score.value  // 0.709013…
///
/// Without a threshold every column that has its row's greatest score is predicted, unless that score
/// is 0. A class that is neither a label nor predicted has no score, and is left out of averages.
///
/// - Shape: `[batch, …, columns]`, labels 0 and 1; class indices `[batch, …]` against scores; or one
///   column, `[batch]`, which without a threshold holds probabilities and is cut at 0.5.
/// - Range: `0...1`; higher is better.
/// - Empty: `nil` until a class has occurred.
/// - Throws: ``MetricError`` for a label other than 0 and 1, a NaN, shapes that do not fit; nothing is
///   counted then.
/// - Source: `keras.metrics.FBetaScore`, which refuses `[batch]`, counts a class that never occurs
///   as 0, takes all but 0 of a single column for positive, and adds 1e-7 to denominators.
public struct FBetaScore: FScore {
  public static let direction: Direction? = .higherIsBetter
  public static let name = "fbeta_score"
  public static let summary = "weighted harmonic mean of precision and recall, by column"
  public static let parameters = [
    MetricParameter("average", default: "null", "null, micro, macro or weighted"),
    MetricParameter("beta", default: "1.0", "how much more recall counts than precision"),
    MetricParameter("threshold", default: "null", "scores greater than this are positive"),
  ]

  public let average: Average
  /// How much more recall counts than precision.
  public let beta: Double
  public var counts: ColumnCounts

  public init(average: Average = .none, beta: Double = 1, threshold: Double? = nil) {
    precondition(
      beta > 0 && beta < .infinity, "FBetaScore: beta \(beta) is not a number above 0")
    self.average = average
    self.beta = beta
    counts = ColumnCounts(threshold: threshold)
  }

  public init(arguments: MetricArguments) throws {
    try Self.check(arguments)
    let beta = try arguments.number("beta", default: 1)
    guard beta > 0 else { throw arguments.error("beta", .number(beta), "a number above 0") }
    self.init(
      average: try arguments.average(default: .none), beta: beta,
      threshold: try arguments.number("threshold"))
  }

  public var arguments: [String: MetricArgument] {
    [
      "average": averageArgument, "beta": .number(beta),
      "threshold": counts.threshold.map { .number($0) } ?? .null,
    ]
  }
}

extension FBetaScore {
  private enum CodingKeys: String, CodingKey { case average, beta, counts }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    average = try container.decode(Average.self, forKey: .average)
    beta = try container.decode(Double.self, forKey: .beta)
    counts = try container.decode(ColumnCounts.self, forKey: .counts)
    guard beta > 0 && beta < .infinity else {
      throw DecodingError.dataCorruptedError(
        forKey: .beta, in: container, debugDescription: "beta \(beta) is not a number above 0")
    }
  }
}
