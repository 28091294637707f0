/// How far labels and predictions overlap, averaged over all classes.
///
///     IoUᶜ = hitsᶜ / (labelsᶜ + predictionsᶜ − hitsᶜ)
///
///     var overlap = MeanIoU(numClasses: 2)
///     try overlap.update(
///       labels: Tensor([0, 0, 1, 1] as [Int]), predictions: Tensor([0, 1, 0, 1] as [Int]))
///     overlap.value  // 0.3333333333333333
///
/// Perfect is 1. A class that is neither a label nor predicted is left out of the mean.
///
/// - Shape: class indices `[batch, …]`, or rows of scores along `axis` where `sparse_y_true` or
///   `sparse_y_pred` is false.
/// - Range: `0...1`; higher is better.
/// - Empty: `nil` until one of the classes has occurred.
/// - Throws: ``MetricError`` for a class outside `0..<num_classes`, a NaN, shapes that do not fit;
///   nothing is counted then.
/// - Source: `keras.metrics.MeanIoU`, which drops classes outside the range, cuts probabilities given as
///   class indices to whole numbers, and adds 1e-7 to denominators.
public struct MeanIoU: IntersectionOverUnion {
  public static let name = "mean_io_u"
  public static let summary = "overlap of labels and predictions, averaged over all classes"
  public static let parameters = [
    MetricParameter("num_classes", default: nil, "how many classes there are"),
    MetricParameter("ignore_class", default: "null", "elements with this label do not count"),
    MetricParameter(
      "sparse_y_true", default: "true", "whether labels are class indices, not one-hot rows"),
    MetricParameter(
      "sparse_y_pred", default: "true", "whether predictions are class indices, not scores"),
    MetricParameter("axis", default: "-1", "the axis of scores and of one-hot labels"),
  ]

  public var counts: ClassCounts

  public init(
    numClasses: Int, ignoreClass: Int? = nil, sparseLabels: Bool = true,
    sparsePredictions: Bool = true, axis: Int = -1
  ) {
    counts = ClassCounts(
      numClasses: numClasses, ignoreClass: ignoreClass, labels: sparseLabels ? .indices : .rows,
      predictions: sparsePredictions ? .indices : .rows, axis: axis)
  }

  public init(arguments: MetricArguments) throws {
    try Self.check(arguments)
    let classes = try arguments.classCount()
    self.init(
      numClasses: classes,
      ignoreClass: try arguments.integer("ignore_class"),
      sparseLabels: try arguments.bool("sparse_y_true", default: true),
      sparsePredictions: try arguments.bool("sparse_y_pred", default: true),
      axis: try arguments.axis())
  }

  public var targets: [Int]? { nil }

  public var arguments: [String: MetricArgument] {
    [
      "num_classes": .integer(counts.numClasses ?? 0),
      "ignore_class": counts.ignoreClass.map { .integer($0) } ?? .null,
      "sparse_y_true": .bool(counts.labels == .indices),
      "sparse_y_pred": .bool(counts.predictions == .indices), "axis": .integer(counts.axis),
    ]
  }
}
