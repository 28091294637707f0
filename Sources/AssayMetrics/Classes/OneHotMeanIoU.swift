/// How far one-hot labels and predictions overlap, averaged over all classes.
///
///     IoUᶜ = hitsᶜ / (labelsᶜ + predictionsᶜ − hitsᶜ)
///
///     var overlap = OneHotMeanIoU(numClasses: 2)
///     try overlap.update(
///       labels: Tensor([[1, 0], [0, 1]] as [[Float]]),
///       predictions: Tensor([[0.9, 0.1], [0.2, 0.8]] as [[Float]]))
///     overlap.value  // 1.0
///
/// Perfect is 1. A class that is neither a label nor predicted is left out of the mean.
///
/// - Shape: one-hot labels along `axis`; predictions rows of scores, or class indices where
///   `sparse_y_pred` is true.
/// - Range: `0...1`; higher is better.
/// - Empty: `nil` until one of the classes has occurred.
/// - Throws: ``MetricError`` for a class outside `0..<num_classes`, a NaN, shapes that do not fit;
///   nothing is counted then.
/// - Source: `keras.metrics.OneHotMeanIoU`, which drops classes outside the range, cuts probabilities given as
///   class indices to whole numbers, and adds 1e-7 to denominators.
public struct OneHotMeanIoU: IntersectionOverUnion {
  public static let name = "one_hot_mean_io_u"
  public static let summary = "overlap of one-hot labels and scores, averaged over all classes"
  public static let parameters = [
    MetricParameter("num_classes", default: nil, "how many classes there are"),
    MetricParameter("ignore_class", default: "null", "elements with this label do not count"),
    MetricParameter(
      "sparse_y_pred", default: "false", "whether predictions are class indices, not scores"),
    MetricParameter("axis", default: "-1", "the axis of scores and of one-hot labels"),
  ]

  public var counts: ClassCounts

  public init(
    numClasses: Int, ignoreClass: Int? = nil, sparsePredictions: Bool = false, axis: Int = -1
  ) {
    counts = ClassCounts(
      numClasses: numClasses, ignoreClass: ignoreClass, labels: .rows,
      predictions: sparsePredictions ? .indices : .rows, axis: axis)
  }

  public init(arguments: MetricArguments) throws {
    try Self.check(arguments)
    let classes = try arguments.classCount()
    self.init(
      numClasses: classes,
      ignoreClass: try arguments.integer("ignore_class"),
      sparsePredictions: try arguments.bool("sparse_y_pred", default: false),
      axis: try arguments.axis())
  }

  public var targets: [Int]? { nil }

  public var arguments: [String: MetricArgument] {
    [
      "num_classes": .integer(counts.numClasses ?? 0),
      "ignore_class": counts.ignoreClass.map { .integer($0) } ?? .null,
      "sparse_y_pred": .bool(counts.predictions == .indices), "axis": .integer(counts.axis),
    ]
  }
}
