import AssayCore

/// The agreement of labels and predictions beyond chance: Cohen's kappa.
///
///     value = 1 − Σ dᵢⱼ·cellᵢⱼ / Σ dᵢⱼ·labelsᵢ·predictionsⱼ/n
///
///     var kappa = CohenKappa()
///     try kappa.update(
///       labels: Tensor([0, 1, 2, 2] as [Int]), predictions: Tensor([0, 1, 2, 1] as [Int]))
///     kappa.value  // 0.6363636363636364
///
/// The disagreement dᵢⱼ is 1 between any two classes, or for classes in an order, grows with their
/// distance: |i − j| or (i − j)².
///
/// - Shape: what ``ClassCounts`` reads: class indices, one-hot labels, rows of scores, probabilities.
/// - Range: up to 1; higher is better; 0 is chance.
/// - Empty: `nil` while all labels and predictions are one class.
/// - Throws: ``MetricError`` for a label outside the classes, a NaN, shapes that do not fit; nothing
///   is counted then.
/// - Source: `sklearn.metrics.cohen_kappa_score`.
public struct CohenKappa: SharedPassMetric {
  /// How much a disagreement of two classes counts.
  public enum Weights: String, Sendable, Codable, CaseIterable {
    case none, linear, quadratic

    func disagreement(_ label: Int, _ prediction: Int) -> Double {
      let distance = Double(abs(label - prediction))
      return switch self {
      case .none: distance == 0 ? 0 : 1
      case .linear: distance
      case .quadratic: distance * distance
      }
    }
  }

  public static let direction: Direction? = .higherIsBetter
  public static let name = "cohen_kappa"
  public static let summary = "agreement of labels and predictions beyond chance"
  public static let aliases = ["cohen-kappa", "kappa"]
  public static let isInKeras = false
  public static let parameters =
    ClassCounts.parameters + [
      MetricParameter("weights", default: "none", "none, linear or quadratic")
    ]

  public let weights: Weights
  public var counts: ClassCounts

  public init(
    numClasses: Int? = nil, ignoreClass: Int? = nil, threshold: Double? = nil,
    weights: Weights = .none
  ) {
    self.weights = weights
    counts = ClassCounts(
      numClasses: numClasses, ignoreClass: ignoreClass, threshold: threshold)
  }

  public init(arguments: MetricArguments) throws {
    try Self.check(arguments)
    weights = try arguments.choice("weights", default: .none)
    counts = try ClassCounts(arguments: arguments)
  }

  public var arguments: [String: MetricArgument] {
    counts.arguments.merging(["weights": .text(weights.rawValue)]) { $1 }
  }

  public var value: Double? {
    parts.flatMap { $0.expected > 0 ? 1 - $0.observed / $0.expected : nil }
  }

  /// Where kappa lies for data drawn like these, by the delta method over the table.
  public func interval(level: Double) -> ConfidenceInterval? {
    guard let value, let parts else { return nil }
    let shares = parts.shares
    let all = shares.labels.indices
    let alongLabels = all.map { label in
      all.reduce(0) { $0 + weights.disagreement(label, $1) * shares.predictions[$1] }
    }
    let alongPredictions = all.map { prediction in
      all.reduce(0) { $0 + weights.disagreement($1, prediction) * shares.labels[$1] }
    }
    return counts.table.interval(level: level, around: value, within: (-Double.infinity)...1) {
      ((1 - value) * (alongLabels[$0] + alongPredictions[$1])
        - weights.disagreement($0, $1)) / parts.expected
    }
  }

  /// The mean disagreement that was seen, and that of independent draws from the margins.
  private var parts: (observed: Double, expected: Double, shares: ClassMargins)? {
    let margins = counts.table.margins
    guard margins.total > 0 else { return nil }
    let shares = margins.shares
    var observed = 0.0
    var expected = 0.0
    for label in shares.labels.indices where shares.labels[label] > 0 {
      for prediction in shares.labels.indices where shares.predictions[prediction] > 0 {
        let disagreement = weights.disagreement(label, prediction)
        observed += disagreement * (counts.table[label, prediction] / margins.total)
        expected += disagreement * shares.labels[label] * shares.predictions[prediction]
      }
    }
    return (observed, expected, shares)
  }
}
