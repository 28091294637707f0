/// The share of the elements predicted positive whose label is 1.
///
///     value = TP / (TP + FP)
///
///     var metric = Precision()
///     try metric.update(
///       labels: Tensor([0, 1, 1, 1] as [Int]), predictions: Tensor([1, 0, 1, 1] as [Float]))
///     metric.value  // 0.666…
///
/// Over all elements of all batches at once. Of class indices against rows of scores, and of one-hot
/// rows, every score is a yes or no of its own; `topK` and `classID` choose among them, of equal scores the
/// first. With `topK` and no thresholds every kept score is positive.
///
/// - Shape: equal, but for a last axis of size 1; or class indices against rows of scores.
/// - Range: `0...1`; higher is better.
/// - Empty: `nil` where nothing was predicted positive; Keras prints 0.
/// - Throws: ``MetricError`` for a label other than 0 and 1, a NaN, shapes that differ.
/// - Source: `keras.metrics.Precision`; `fromLogits` is Assay's own.
public struct Precision: ThresholdMetric {
  public static let direction: Direction? = .higherIsBetter
  public static let name = "precision"
  public static let summary = "share of the elements predicted positive whose label is 1"
  public static let parameters = ThresholdCounts.Configuration.choiceParameters

  public var counts: ThresholdCounts

  public init(
    thresholds: [Double]? = nil, topK: Int? = nil, classID: Int? = nil, fromLogits: Bool = false
  ) {
    precondition(
      thresholds.map { !$0.isEmpty && $0.allSatisfy { (0...1).contains($0) } } ?? true,
      "Precision: thresholds \(thresholds ?? []) are not in 0...1")
    precondition(
      (topK ?? 1) > 0 && (classID ?? 0) >= 0, "Precision: top k and class must be positive")
    self.init(
      counts: ThresholdCounts(
        .init(
          thresholds: thresholds ?? (topK == nil ? [0.5] : [-.infinity]), topK: topK,
          classID: classID, fromLogits: fromLogits)))
  }

  init(counts: ThresholdCounts) { self.counts = counts }

  public init(arguments: MetricArguments) throws {
    try Self.check(arguments)
    self.init(counts: ThresholdCounts(try .init(arguments)))
  }

  public var arguments: [String: MetricArgument] { counts.configuration.arguments }
  public var value: Double? { result.scalar }
  public var result: MetricValue {
    read { quotient($0.truePositives, $0.truePositives + $0.falsePositives) }
  }

  /// 0 where nothing is defined.
  public var kerasResult: MetricValue? {
    guard result.figures.contains(nil) else { return nil }
    return read { quotient($0.truePositives, $0.truePositives + $0.falsePositives) ?? 0 }
  }

  /// Wilson's interval of the share, at a single threshold.
  public func interval(level: Double) -> ConfidenceInterval? {
    counts.wilson(
      level: level, share: \.truePositives, of: { $0.truePositives + $0.falsePositives })
  }

  public var notes: [String] { outsideNotes }
}
