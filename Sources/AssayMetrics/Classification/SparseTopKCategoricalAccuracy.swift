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
/// - Shape: predictions `[batch, …, classes]`; labels `[batch, …]` or `[batch, …, 1]`.
/// - Range: `0...1`; higher is better.
/// - Empty: `nil` until an element has been counted.
/// - Throws: ``MetricError`` for a label outside the classes, a NaN, shapes that do not fit; nothing is
///   counted then.
/// - Source: `keras.metrics.SparseTopKCategoricalAccuracy`, without `from_sorted_ids`; its answer for
///   a label outside the classes depends on the backend.
public struct SparseTopKCategoricalAccuracy: ProportionMetric, CatalogMetric {
  public static let direction: Direction? = .higherIsBetter
  public static let name = "sparse_top_k_categorical_accuracy"
  public static let summary = "share whose class index is among the k greatest scores"
  public static let parameters = [
    MetricParameter("k", default: "5", "how many of the greatest scores the label may be among")
  ]

  /// How many of the greatest scores the label may be among.
  public let k: Int
  public private(set) var tally = Tally()

  public init(k: Int = 5) {
    precondition(k >= 1, "SparseTopKCategoricalAccuracy: k is \(k); it must be 1 or more")
    self.k = k
  }

  public init(arguments: MetricArguments) throws {
    try Self.check(arguments)
    self.init(k: try arguments.integer("k", default: 5, in: 1...))
  }

  public var empty: Self { Self(k: k) }
  public var arguments: [String: MetricArgument] { ["k": .integer(k)] }

  public mutating func update(labels: Tensor, predictions: Tensor, weights: Tensor?) throws {
    var batch = try Batch(
      classIndices: "SparseTopKCategoricalAccuracy", labels: labels, predictions: predictions,
      weights: weights)
    batch.k = k
    try tally.add(.classIndexInTop, batch)
  }

  public mutating func merge(_ other: Self) {
    precondition(
      k == other.k, "SparseTopKCategoricalAccuracy: merging k \(other.k) into k \(k)")
    tally.merge(other.tally)
  }
}

extension SparseTopKCategoricalAccuracy: Codable {
  private enum CodingKeys: String, CodingKey { case k, tally }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    k = try container.decode(Int.self, forKey: .k)
    tally = try container.decode(Tally.self, forKey: .tally)
    guard k >= 1 else {
      throw DecodingError.dataCorruptedError(
        forKey: .k, in: container, debugDescription: "k is \(k); it must be 1 or more")
    }
  }
}
