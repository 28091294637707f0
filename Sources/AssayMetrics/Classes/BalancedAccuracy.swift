import AssayCore

/// The share of each class that was recognised, averaged over the classes.
///
///     value = mean over the classes that are a label of hitsᶜ / labelsᶜ
///
///     var accuracy = BalancedAccuracy()
///     try accuracy.update(
///       labels: Tensor([0, 0, 0, 1] as [Int]), predictions: Tensor([0, 0, 0, 0] as [Int]))
///     accuracy.value  // 0.5
///
/// With `adjusted`, chance is 0: (value − 1/n) / (1 − 1/n) for n classes that are a label.
///
/// - Shape: what ``ClassCounts`` reads: class indices, one-hot labels, rows of scores, probabilities.
/// - Range: `0...1`, adjusted `-1...1`; higher is better.
/// - Empty: `nil` until a label has been counted; adjusted, until two classes are labels.
/// - Throws: ``MetricError`` for a label outside the classes, a NaN, shapes that do not fit; nothing
///   is counted then.
/// - Source: `sklearn.metrics.balanced_accuracy_score`.
public struct BalancedAccuracy: ClassTableMetric {
  public static let direction: Direction? = .higherIsBetter
  public static let name = "balanced_accuracy"
  public static let summary = "share of each class that was recognised, averaged over classes"
  public static let aliases = ["balanced-accuracy"]
  public static let isInKeras = false
  public static let range = -1.0...1.0
  public static let parameters =
    ClassCounts.parameters + [
      MetricParameter("adjusted", default: "false", "whether chance is 0")
    ]

  /// Whether chance is 0.
  public let adjusted: Bool
  public var counts: ClassCounts

  public init(
    numClasses: Int? = nil, ignoreClass: Int? = nil, threshold: Double? = nil,
    adjusted: Bool = false
  ) {
    self.adjusted = adjusted
    counts = ClassCounts(
      numClasses: numClasses, ignoreClass: ignoreClass, threshold: threshold)
  }

  public init(arguments: MetricArguments) throws {
    try Self.check(arguments)
    adjusted = try arguments.bool("adjusted", default: false)
    counts = try ClassCounts(arguments: arguments)
  }

  public var arguments: [String: MetricArgument] {
    counts.arguments.merging(["adjusted": .bool(adjusted)]) { $1 }
  }

  public func figure(_ margins: ClassMargins) -> Double? {
    let recalls = margins.labels.indices.filter { margins.labels[$0] > 0 }
      .map { margins.hits[$0] / margins.labels[$0] }
    guard let share = mean(recalls), adjusted else { return mean(recalls) }
    let chance = 1 / Double(recalls.count)
    return recalls.count > 1 ? (share - chance) / (1 - chance) : nil
  }
}
