import AssayCore

/// The mean squared difference between probabilities and what happened.
///
///     value = Σ (pᵢ − yᵢ)² / n, and for rows of classes Σ Σⱼ (pᵢⱼ − yᵢⱼ)² / n
///
///     var brier = BrierScore()
///     try brier.update(labels: Tensor([1, 0] as [Int]), predictions: Tensor([0.5, 0.75] as [Float]))
///     brier.value  // 0.40625
///
/// Over rows of two classes it is twice what it is for the probability of the second alone.
///
/// - Shape: as ``LogLoss``.
/// - Range: `0...1`, for rows of classes `0...2`; lower is better.
/// - Empty: `nil` until a label has been counted.
/// - Throws: as ``LogLoss``.
/// - Source: Brier (1950); scikit-learn's `brier_score_loss`, with `scale_by_half` for one probability.
public struct BrierScore: ValueMetric {
  public static let direction: Direction? = .lowerIsBetter
  public static let name = "brier_score"
  public static let aliases = ["brier"]
  public static let summary = "mean squared difference between probabilities and what happened"
  public static let isInKeras = false

  var mean = SampleMean()

  public init() {}

  public init(arguments: MetricArguments) throws {
    try Self.check(arguments)
    self.init()
  }

  public mutating func update(labels: Tensor, predictions: Tensor, weights: Tensor?) throws {
    let kind = LabelledProbabilities(labels: labels.shape, predictions: predictions.shape)
    let batch = try kind.batch(
      Self.className, labels: labels, predictions: predictions, weights: weights)
    let classes = batch.classes
    try mean.add(batch, labelWidth: kind.labelWidth(classes)) { row, own, scores in
      try kind.check(
        label: own, row: row, classes: classes, metric: Self.className, in: labels.shape)
      try kind.check(
        probabilities: scores, row: row, metric: Self.className, in: predictions.shape)
      if case .binary = kind { return (scores[0] - own[0]) * (scores[0] - own[0]) }
      var sum = 0.0
      for place in 0..<classes {
        let difference = kind.truth(own, of: place) - scores[place]
        sum += difference * difference
      }
      return sum
    }
  }
}
