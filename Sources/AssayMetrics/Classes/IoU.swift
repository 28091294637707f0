/// How far labels and predictions overlap, averaged over some classes.
///
///     IoUᶜ = hitsᶜ / (labelsᶜ + predictionsᶜ − hitsᶜ)
///
///     var overlap = IoU(numClasses: 2, targetClassIDs: [0])
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
/// - Source: `keras.metrics.IoU`, which drops classes outside the range, cuts probabilities given as
///   class indices to whole numbers, and adds 1e-7 to denominators.
public struct IoU: IntersectionOverUnion {
  public static let name = "io_u"
  public static let summary = "overlap of labels and predictions, averaged over some classes"
  public static let parameters = [
    MetricParameter("num_classes", default: nil, "how many classes there are"),
    MetricParameter("target_class_ids", default: nil, "the classes that are averaged"),
    MetricParameter("ignore_class", default: "null", "elements with this label do not count"),
    MetricParameter(
      "sparse_y_true", default: "true", "whether labels are class indices, not one-hot rows"),
    MetricParameter(
      "sparse_y_pred", default: "true", "whether predictions are class indices, not scores"),
    MetricParameter("axis", default: "-1", "the axis of scores and of one-hot labels"),
  ]

  /// The classes that are averaged.
  public let targetClassIDs: [Int]
  public var counts: ClassCounts

  public init(
    numClasses: Int, targetClassIDs: [Int], ignoreClass: Int? = nil, sparseLabels: Bool = true,
    sparsePredictions: Bool = true, axis: Int = -1
  ) {
    precondition(
      targetClassIDs.allSatisfy { (0..<numClasses).contains($0) },
      "IoU: target classes \(targetClassIDs) are not all in 0..<\(numClasses)")
    self.targetClassIDs = targetClassIDs
    counts = ClassCounts(
      numClasses: numClasses, ignoreClass: ignoreClass, labels: sparseLabels ? .indices : .rows,
      predictions: sparsePredictions ? .indices : .rows, axis: axis)
  }

  public init(arguments: MetricArguments) throws {
    try Self.check(arguments)
    let classes = try arguments.classCount()
    self.init(
      numClasses: classes, targetClassIDs: try arguments.targetClasses(of: classes),
      ignoreClass: try arguments.integer("ignore_class"),
      sparseLabels: try arguments.bool("sparse_y_true", default: true),
      sparsePredictions: try arguments.bool("sparse_y_pred", default: true),
      axis: try arguments.axis())
  }

  public var targets: [Int]? { targetClassIDs }

  public var arguments: [String: MetricArgument] {
    [
      "num_classes": .integer(counts.numClasses ?? 0),
      "target_class_ids": .list(targetClassIDs.map { .integer($0) }),
      "ignore_class": counts.ignoreClass.map { .integer($0) } ?? .null,
      "sparse_y_true": .bool(counts.labels == .indices),
      "sparse_y_pred": .bool(counts.predictions == .indices), "axis": .integer(counts.axis),
    ]
  }
}

extension IoU {
  private enum CodingKeys: String, CodingKey { case targetClassIDs, counts }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    targetClassIDs = try container.decode([Int].self, forKey: .targetClassIDs)
    counts = try container.decode(ClassCounts.self, forKey: .counts)
    guard let classes = counts.numClasses, targetClassIDs.allSatisfy({ (0..<classes).contains($0) })
    else {
      throw DecodingError.dataCorruptedError(
        forKey: .targetClassIDs, in: container,
        debugDescription: "target classes \(targetClassIDs) are not all classes")
    }
  }
}
