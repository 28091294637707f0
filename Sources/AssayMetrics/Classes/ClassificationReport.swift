import AssayCore

/// Precision, recall, F1 score and support of every class, with their averages.
///
///     var report = ClassificationReport(numClasses: 2)
///     try report.update(
///       labels: Tensor([0, 0, 1] as [Int]), predictions: Tensor([0, 1, 1] as [Int]))
///     report.result  // "0": {"precision": 1, "recall": 0.5, …}, "1": …, "accuracy": …, …
///
/// The parts are the classes by their indices, `accuracy`, `macro avg` and `weighted avg`; those of a
/// class `precision`, `recall`, `f1-score` and `support`.
///
/// - Shape: what ``ClassCounts`` reads: class indices, one-hot labels, rows of scores, probabilities.
/// - Empty: the figures of a class that never occurred are `nil`, and averages leave them out.
/// - Throws: ``MetricError`` for a label outside the classes, a NaN, shapes that do not fit; nothing
///   is counted then.
/// - Source: `sklearn.metrics.classification_report` with `output_dict`, where a class of `labels`
///   that never occurs counts as 0.
public struct ClassificationReport: SharedPassMetric {
  public static let direction: Direction? = nil
  public static let name = "classification_report"
  public static let summary = "precision, recall, F1 score and support of every class"
  public static let aliases = ["classification-report"]
  public static let isInKeras = false
  public static let parameters = ClassCounts.parameters

  public var counts: ClassCounts

  public init(numClasses: Int? = nil, ignoreClass: Int? = nil, threshold: Double? = nil) {
    counts = ClassCounts(
      numClasses: numClasses, ignoreClass: ignoreClass, threshold: threshold)
  }

  public init(arguments: MetricArguments) throws {
    try Self.check(arguments)
    counts = try ClassCounts(arguments: arguments)
  }

  public var arguments: [String: MetricArgument] { counts.arguments }
  public var value: Double? { nil }

  public var result: MetricValue {
    let margins = counts.table.margins
    let columns: [(name: String, figures: [Double?])] = [
      ("precision", MulticlassPrecision().figures(margins)),
      ("recall", MulticlassRecall().figures(margins)),
      ("f1-score", MulticlassFBeta().figures(margins)),
    ]
    func part(_ name: String, _ support: Double, _ figure: ([Double?]) -> Double?)
      -> MetricValue.Named
    {
      let figures = columns.map { MetricValue.Named($0.name, .scalar(figure($0.figures))) }
      return .init(name, .named(figures + [.init("support", .scalar(support))]))
    }
    let classes = margins.labels.indices.map { place in
      part("\(place)", margins.labels[place]) { $0[place] }
    }
    let right = MulticlassRecall(average: .micro).figure(margins)
    return .named(
      classes + [
        .init("accuracy", .scalar(right)),
        part("macro avg", margins.total) { averaged($0, nil) },
        part("weighted avg", margins.total) { averaged($0, margins.labels) },
      ])
  }
}
