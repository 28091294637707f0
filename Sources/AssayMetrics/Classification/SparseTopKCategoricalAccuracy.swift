import AssayCore

/// The share of elements whose label, a class index, is among the `k` greatest scores.
///
///     value = Σ [#{j : pᵢⱼ > pᵢ,yᵢ} < k] / n
///
///     var accuracy = SparseTopKCategoricalAccuracy(k: 2)
///     try accuracy.update(
///       labels: Tensor([2, 0] as [Int]),
///       predictions: Tensor([[0.1, 0.9, 0.8], [0.05, 0.95, 0.1]] as [[Float]]))
///     accuracy.value  // 0.5
///
/// A label is among them when fewer than `k` scores are strictly greater than its own, so every
/// class of a tie counts as a hit: with equal scores throughout, any label is. With `k` no less than
/// the number of classes every label is.
///
/// With `fromSortedIDs` a row of predictions is not scores but class indices, best first, of which the
/// first `k` are looked at; then any whole number of 0 or more is a class.
///
/// - Shape: predictions `[batch, …, classes]`; labels `[batch, …]` or `[batch, …, 1]`.
/// - Range: `0...1`; higher is better.
/// - Empty: `nil` until an element has been counted.
/// - Throws: ``MetricError`` for a label outside the classes, a NaN, shapes that do not fit; nothing is
///   counted then.
/// - Source: `keras.metrics.SparseTopKCategoricalAccuracy`; its answer for a label outside the classes
///   depends on the backend.
public struct SparseTopKCategoricalAccuracy: ProportionMetric, CatalogMetric {
  public static let direction: Direction? = .higherIsBetter
  public static let name = "sparse_top_k_categorical_accuracy"
  public static let summary = "share whose class index is among the k greatest scores"
  public static let parameters = [
    MetricParameter("k", default: "5", "how many of the greatest scores the label may be among"),
    MetricParameter(
      "from_sorted_ids", default: "false", "whether predictions are class indices, best first"),
  ]

  /// How many of the greatest scores the label may be among.
  public let k: Int
  /// Whether predictions are class indices, best first.
  public let fromSortedIDs: Bool
  public private(set) var tally = Tally()

  public init(k: Int = 5, fromSortedIDs: Bool = false) {
    precondition(k >= 1, "SparseTopKCategoricalAccuracy: k is \(k); it must be 1 or more")
    self.k = k
    self.fromSortedIDs = fromSortedIDs
  }

  public init(arguments: MetricArguments) throws {
    try Self.check(arguments)
    self.init(
      k: try arguments.integer("k", default: 5, in: 1...),
      fromSortedIDs: try arguments.bool("from_sorted_ids", default: false))
  }

  public var empty: Self { Self(k: k, fromSortedIDs: fromSortedIDs) }
  public var arguments: [String: MetricArgument] {
    ["k": .integer(k), "from_sorted_ids": .bool(fromSortedIDs)]
  }

  public mutating func update(labels: Tensor, predictions: Tensor, weights: Tensor?) throws {
    var batch = try Batch(
      classIndices: "SparseTopKCategoricalAccuracy", labels: labels, predictions: predictions,
      weights: weights)
    if fromSortedIDs {
      // Whether a class is among the first is a binary accuracy of a row's own.
      let found = try batch.findSorted(k)
      try tally.add(
        .equal,
        Batch(
          metric: batch.metric, labels: Tensor([UInt8](repeating: 1, count: found.count)),
          predictions: Tensor(found), weights: weights, rows: batch.rows, classes: 1,
          block: batch.block))
      return
    }
    batch.k = k
    try tally.add(.classIndexInTop, batch)
  }

  public mutating func merge(_ other: Self) {
    precondition(
      k == other.k && fromSortedIDs == other.fromSortedIDs,
      "SparseTopKCategoricalAccuracy: merging \(other.arguments) into \(arguments)")
    tally.merge(other.tally)
  }
}

extension SparseTopKCategoricalAccuracy: Codable {
  private enum CodingKeys: String, CodingKey { case k, fromSortedIDs, tally }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    k = try container.decode(Int.self, forKey: .k)
    fromSortedIDs = try container.decodeIfPresent(Bool.self, forKey: .fromSortedIDs) ?? false
    tally = try container.decode(Tally.self, forKey: .tally)
    guard k >= 1 else {
      throw DecodingError.dataCorruptedError(
        forKey: .k, in: container, debugDescription: "k is \(k); it must be 1 or more")
    }
  }
}
