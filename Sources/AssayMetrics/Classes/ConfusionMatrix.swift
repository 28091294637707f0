import AssayCore

/// How often each class was taken for each: a row a label, a column a prediction.
///
///     var matrix = ConfusionMatrix(numClasses: 2)
///     try matrix.update(
///       labels: Tensor([0, 0, 1] as [Int]), predictions: Tensor([0, 1, 1] as [Int]))
///     matrix.result  // [2, 2]: 1, 1, 0, 1
///
/// Normalised by labels each row adds up to 1, by predictions each column, by all the whole.
///
/// - Shape: what ``ClassCounts`` reads; the result is `[classes, classes]`.
/// - Empty: counts are 0; a normalised row or column of nothing is `nil`, and scikit-learn's is 0.
/// - Precision: each cell is exact, and rounded once.
/// - Throws: ``MetricError`` for a label outside the classes, a NaN, shapes that do not fit; nothing
///   is counted then.
/// - Source: `sklearn.metrics.confusion_matrix`.
public struct ConfusionMatrix: SharedPassMetric {
  /// What adds up to 1.
  public enum Normalization: String, Sendable, Codable, CaseIterable {
    case none
    /// Every row.
    case labels = "true"
    /// Every column.
    case predictions = "pred"
    case all
  }

  public static let direction: Direction? = nil
  public static let name = "confusion_matrix"
  public static let summary = "how often each class was taken for each"
  public static let aliases = ["confusion-matrix"]
  public static let isInKeras = false
  public static let parameters =
    ClassCounts.parameters + [
      MetricParameter("normalize", default: "none", "none, true (rows), pred (columns) or all")
    ]

  public let normalize: Normalization
  public var counts: ClassCounts

  public init(
    numClasses: Int? = nil, ignoreClass: Int? = nil, threshold: Double? = nil,
    normalize: Normalization = .none
  ) {
    self.normalize = normalize
    counts = ClassCounts(
      numClasses: numClasses, ignoreClass: ignoreClass, threshold: threshold)
  }

  public init(arguments: MetricArguments) throws {
    try Self.check(arguments)
    // A bare `true` is read as a truth value before it is read as a word.
    normalize =
      arguments.values["normalize"] == .bool(true)
      ? .labels : try arguments.choice("normalize", default: .none)
    counts = try ClassCounts(arguments: arguments)
  }

  public var arguments: [String: MetricArgument] {
    counts.arguments.merging(["normalize": .text(normalize.rawValue)]) { $1 }
  }

  public var value: Double? { nil }

  public var result: MetricValue {
    let table = counts.table
    let margins = table.margins
    let classes = table.classes
    return .array(
      [classes, classes],
      (0..<classes * classes).map { place in
        let (label, prediction) = (place / classes, place % classes)
        let cell = table[label, prediction]
        let whole: Double =
          switch normalize {
          case .none: 1
          case .labels: margins.labels[label]
          case .predictions: margins.predictions[prediction]
          case .all: margins.total
          }
        return whole > 0 ? cell / whole : nil
      })
  }
}
