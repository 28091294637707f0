import AssayCore

/// The weighted harmonic mean of precision and recall of each class, averaged.
///
///     scoreᶜ = (1 + β²)·hitsᶜ / (β²·labelsᶜ + predictionsᶜ)
///
///     var metric = MulticlassFBeta(average: .macro)
///     try metric.update(
///       labels: Tensor([0, 0, 1, 2] as [Int]), predictions: Tensor([0, 1, 1, 2] as [Int]))
///     metric.value  // 0.7777777777777778
///
/// Each element has one class. Where it may have several, the columns of `Precision`, `Recall` and
/// ``FBetaScore`` count.
///
/// - Shape: what ``ClassCounts`` reads: class indices, one-hot labels, rows of scores, probabilities.
///   With ``Average/none`` the result is `[classes]`.
/// - Range: `0...1`; higher is better.
/// - Empty: `nil` until an element has been counted, and for a class that never occurred, which
///   averages leave out.
/// - Throws: ``MetricError`` for a label outside the classes, a NaN, shapes that do not fit; nothing
///   is counted then.
/// - Source: `torchmetrics.classification.MulticlassFBetaScore`; scikit-learn counts a class of `labels` that never occurs as 0.
public struct MulticlassFBeta: MulticlassFigure {
  public static let name = "multiclass_f_beta"
  public static let summary = "weighted harmonic mean of precision and recall, averaged"
  public static let aliases = ["multiclass-f-beta"]
  public static let parameters =
    ClassCounts.parameters + [
      MetricParameter("average", default: "macro", "none, micro, macro or weighted"),
      MetricParameter("beta", default: "1.0", "how much more recall counts than precision"),
    ]

  public let average: Average
  /// How much more recall counts than precision.
  public let beta: Double
  public var counts: ClassCounts

  public init(
    numClasses: Int? = nil, ignoreClass: Int? = nil, threshold: Double? = nil,
    average: Average = .macro, beta: Double = 1
  ) {
    precondition(
      beta > 0 && beta < .infinity, "MulticlassFBeta: beta \(beta) is not a number above 0")
    self.beta = beta
    self.average = average
    counts = ClassCounts(
      numClasses: numClasses, ignoreClass: ignoreClass, threshold: threshold)
  }

  public init(arguments: MetricArguments) throws {
    try Self.check(arguments)
    average = try arguments.average(default: .macro)
    beta = try arguments.number("beta", default: 1)
    guard beta > 0 else { throw arguments.error("beta", .number(beta), "a number above 0") }
    counts = try ClassCounts(arguments: arguments)
  }

  public var arguments: [String: MetricArgument] {
    counts.arguments.merging([
      "average": .text(average.rawValue), "beta": .number(beta),
    ]) { $1 }
  }

  public func figure(hits: Double, labels: Double, predictions: Double) -> Double {
    let all = beta * beta * labels + predictions
    return all > 0 ? (1 + beta * beta) * hits / all : 0
  }
}

extension MulticlassFBeta {
  private enum CodingKeys: String, CodingKey { case average, beta, counts }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    average = try container.decode(Average.self, forKey: .average)
    beta = try container.decode(Double.self, forKey: .beta)
    counts = try container.decode(ClassCounts.self, forKey: .counts)
    guard beta > 0 && beta < .infinity else {
      throw DecodingError.dataCorruptedError(
        forKey: .beta, in: container, debugDescription: "beta \(beta) is not a number above 0")
    }
  }
}
