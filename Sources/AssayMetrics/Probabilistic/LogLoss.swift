import AssayCore

/// The mean of minus the logarithm of the probability that was given to what happened.
///
///     value = −Σ ln pᵢ,yᵢ / n
///
///     var loss = LogLoss()
///     try loss.update(labels: Tensor([1, 0] as [Int]), predictions: Tensor([0.5, 0.75] as [Float]))
///     loss.value  // 1.0397207708399179
///
/// From logits it is computed without clipping. A probability below 2⁻⁵² counts as 2⁻⁵², so that a
/// certain mistake costs 36.04; Keras's crossentropies clip at 1e-7, scikit-learn at the epsilon of the
/// predictions' type.
///
/// - Shape: labels 0 and 1 against the probability of 1, equal shapes; or class indices, one-hot rows or
///   shares against `[batch, …, classes]`. Weights: one a sample or one a label.
/// - Range: `0...`; lower is better.
/// - Empty: `nil` until a label has been counted.
/// - Throws: ``MetricError`` for a label that is no class, a number that is no probability, a row of
///   them that does not add up to 1 within 0.001, a NaN, shapes that do not fit.
/// - Source: scikit-learn's `log_loss`.
public struct LogLoss: ValueMetric {
  public static let direction: Direction? = .lowerIsBetter
  public static let name = "log_loss"
  public static let aliases = ["log-loss"]
  public static let summary = "mean of −ln of the probability of what happened"
  public static let isInKeras = false
  public static let parameters = [
    MetricParameter("from_logits", default: "false", "whether predictions are logits")
  ]

  public let fromLogits: Bool
  var mean = SampleMean()

  public init(fromLogits: Bool = false) { self.fromLogits = fromLogits }

  public init(arguments: MetricArguments) throws {
    try Self.check(arguments)
    fromLogits = try arguments.bool("from_logits", default: false)
  }

  public var arguments: [String: MetricArgument] { ["from_logits": .bool(fromLogits)] }

  public mutating func update(labels: Tensor, predictions: Tensor, weights: Tensor?) throws {
    let kind = LabelledProbabilities(labels: labels.shape, predictions: predictions.shape)
    let batch = try kind.batch(
      Self.className, labels: labels, predictions: predictions, weights: weights)
    let fromLogits = fromLogits
    let classes = batch.classes
    try mean.add(batch, labelWidth: kind.labelWidth(classes)) { row, own, scores in
      try kind.check(
        label: own, row: row, classes: classes, metric: Self.className, in: labels.shape)
      if fromLogits, scores.contains(where: \.isNaN) { return .nan }
      if !fromLogits {
        try kind.check(
          probabilities: scores, row: row, metric: Self.className, in: predictions.shape)
      }
      switch kind {
      case .binary:
        guard !fromLogits else {
          // Without going through probabilities.
          let margin = own[0] == 1 ? scores[0] : -scores[0]
          return max(-margin, 0) + Double.log(1 + Double.exp(-abs(margin)))
        }
        return -LogLoss.logarithm(own[0] == 1 ? scores[0] : 1 - scores[0])
      case .index:
        let score = scores[Int(own[0])]
        return fromLogits
          ? -Softmax(scores, fromLogits: true)[score] : -LogLoss.logarithm(score)
      case .row:
        let softmax = fromLogits ? Softmax(scores, fromLogits: true) : nil
        var sum = 0.0
        // A class with no share costs nothing, however improbable.
        for place in 0..<classes where own[place] != 0 {
          sum -= own[place] * (softmax?[scores[place]] ?? LogLoss.logarithm(scores[place]))
        }
        return sum
      }
    }
  }

  private static func logarithm(_ probability: Double) -> Double {
    Double.log(max(probability, 0x1p-52))
  }
}
