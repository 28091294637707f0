import AssayCore

/// The share of the elements given a class that are of it, averaged over the classes.
///
///     precisionᶜ = hitsᶜ / predictionsᶜ
///
///     var metric = MulticlassPrecision(average: .macro)
///     try metric.update(
///       labels: Tensor([0, 0, 1, 2] as [Int]), predictions: Tensor([0, 1, 1, 2] as [Int]))
///     metric.value  // 0.8333333333333334
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
/// - Source: `torchmetrics.classification.MulticlassPrecision`; scikit-learn counts a class of `labels` that never occurs as 0.
public struct MulticlassPrecision: MulticlassFigure {
  public static let name = "multiclass_precision"
  public static let summary = "share of what was given a class that is of it, averaged"
  public static let aliases = ["multiclass-precision"]
  public static let parameters =
    ClassCounts.parameters + [
      MetricParameter("average", default: "macro", "none, micro, macro or weighted")
    ]

  public let average: Average
  public var counts: ClassCounts

  public init(
    numClasses: Int? = nil, ignoreClass: Int? = nil, threshold: Double? = nil,
    average: Average = .macro
  ) {
    self.average = average
    counts = ClassCounts(
      numClasses: numClasses, ignoreClass: ignoreClass, threshold: threshold)
  }

  public init(arguments: MetricArguments) throws {
    try Self.check(arguments)
    average = try arguments.average(default: .macro)
    counts = try ClassCounts(arguments: arguments)
  }

  public var arguments: [String: MetricArgument] {
    counts.arguments.merging(["average": .text(average.rawValue)]) { $1 }
  }

  public func figure(hits: Double, labels: Double, predictions: Double) -> Double {
    predictions > 0 ? hits / predictions : 0
  }
}
