/// How far labels 0 and 1 and thresholded predictions overlap, averaged over the two classes or one.
///
///     IoUᶜ = hitsᶜ / (labelsᶜ + predictionsᶜ − hitsᶜ)
///
///     var overlap = BinaryIoU(targetClassIDs: [0, 1], threshold: 0.3)
///     try overlap.update(
///       labels: Tensor([0, 1, 0, 1] as [Int]), predictions: Tensor([0.1, 0.2, 0.4, 0.7] as [Float]))
///     overlap.value  // 0.3333333333333333
///
/// A prediction at the threshold is class 1; with ``BinaryAccuracy`` it is class 0.
///
/// - Shape: equal, but for a last axis of size 1; each element counts.
/// - Range: `0...1`; higher is better.
/// - Empty: `nil` until one of the classes has occurred.
/// - Throws: ``MetricError`` for a label other than 0 and 1, a NaN, shapes that differ; nothing is
///   counted then.
/// - Source: `keras.metrics.BinaryIoU`, which drops other labels and adds 1e-7 to denominators.
public struct BinaryIoU: IntersectionOverUnion {
  public static let name = "binary_io_u"
  public static let summary = "overlap of binary labels and thresholded predictions"
  public static let parameters = [
    MetricParameter("target_class_ids", default: "[0, 1]", "the classes that are averaged"),
    MetricParameter("threshold", default: "0.5", "predictions of this and more are class 1"),
  ]

  /// The classes that are averaged.
  public let targetClassIDs: [Int]
  public var counts: ClassCounts

  public init(targetClassIDs: [Int] = [0, 1], threshold: Double = 0.5) {
    precondition(
      targetClassIDs.allSatisfy { $0 == 0 || $0 == 1 },
      "BinaryIoU: target classes \(targetClassIDs) are not all 0 or 1")
    self.targetClassIDs = targetClassIDs
    counts = ClassCounts(
      numClasses: 2, labels: .indices, predictions: .threshold, threshold: threshold,
      includesThreshold: true)
  }

  public init(arguments: MetricArguments) throws {
    try Self.check(arguments)
    self.init(
      targetClassIDs: try arguments.integers("target_class_ids", in: 0...1) ?? [0, 1],
      threshold: try arguments.number("threshold", default: 0.5))
  }

  public var targets: [Int]? { targetClassIDs }

  public var arguments: [String: MetricArgument] {
    [
      "target_class_ids": .list(targetClassIDs.map { .integer($0) }),
      "threshold": .number(counts.threshold ?? 0.5),
    ]
  }
}

extension BinaryIoU {
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
