import AssayCore

/// The mean cosine of the angle between rows of labels and rows of predictions.
///
///     value = Σ (yᵢ · pᵢ) / (|yᵢ| |pᵢ|) / n
///
/// A row of zeros has the value 0.
///
/// - Shape: labels and predictions `[batch, …, size]`. Weights: one a sample or one a row.
/// - Range: `-1...1`; higher is better.
/// - Empty: `nil` until a row has been counted.
/// - Throws: ``MetricError`` for a NaN, shapes that differ; nothing is counted then.
/// - Source: `keras.metrics.CosineSimilarity`, along the last axis.
public struct CosineSimilarity: RowMetric {
  public static let direction: Direction? = .higherIsBetter
  public static let name = "cosine_similarity"
  public static let summary = "mean cosine of the angle between rows"
  public static let parameters = [
    MetricParameter("axis", default: "-1", "the axis of a row, the last")
  ]

  var mean = SampleMean()

  public init() {}

  public init(arguments: MetricArguments) throws {
    try Self.check(arguments)
    guard try arguments.integer("axis", default: -1) == -1 else {
      throw arguments.error("axis", arguments.values["axis"] ?? nil, "-1, the last axis")
    }
    self.init()
  }

  func value(_ labels: Numbers, _ predictions: Numbers) -> Double {
    var product = 0.0
    var squares = (labels: 0.0, predictions: 0.0)
    for (y, p) in zip(labels, predictions) {
      product += y * p
      squares.labels += y * y
      squares.predictions += p * p
    }
    if squares.labels == 0 || squares.predictions == 0 { return 0 }
    return product / (squares.labels.squareRoot() * squares.predictions.squareRoot())
  }
}
