import AssayCore

/// The share of elements whose label, one-hot as a rule, is among the `k` greatest scores.
///
///     value = Σ [#{j : pᵢⱼ > pᵢ,cᵢ} < k] / n    with cᵢ = argmax(yᵢ)
///
///     var accuracy = TopKCategoricalAccuracy(k: 2)
///     try accuracy.update(
///       labels: Tensor([[0, 0, 1], [0, 1, 0]] as [[Float]]),
///       predictions: Tensor([[0.1, 0.9, 0.8], [0.05, 0.95, 0]] as [[Float]]))
///     accuracy.value  // 1.0
///
/// A label is among them when fewer than `k` scores are strictly greater than its own, so every
/// class of a tie counts as a hit. With `k` no less than the number of classes every label is. Of
/// equal labels in a row the first is looked at.
///
/// - Shape: predictions and labels `[batch, …, classes]`.
/// - Range: `0...1`; higher is better.
/// - Empty: `nil` until an element has been counted.
/// - Throws: ``MetricError`` for a NaN, a single class, shapes that differ; nothing is
///   counted then.
/// - Source: `keras.metrics.TopKCategoricalAccuracy`.
public struct TopKCategoricalAccuracy: ProportionMetric, CatalogMetric {
  public static let direction: Direction? = .higherIsBetter
  public static let name = "top_k_categorical_accuracy"
  public static let summary = "share whose one-hot label is among the k greatest scores"
  public static let parameters = [
    MetricParameter("k", default: "5", "how many of the greatest scores the label may be among")
  ]

  /// How many of the greatest scores the label may be among.
  public let k: Int
  public private(set) var tally = Tally()

  public init(k: Int = 5) {
    precondition(k >= 1, "TopKCategoricalAccuracy: k is \(k); it must be 1 or more")
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
      classRows: "TopKCategoricalAccuracy", labels: labels, predictions: predictions,
      weights: weights)
    batch.k = k
    try tally.add(.classRowInTop, batch)
  }

  public mutating func merge(_ other: Self) {
    precondition(
      k == other.k, "TopKCategoricalAccuracy: merging k \(other.k) into k \(k)")
    tally.merge(other.tally)
  }
}

extension TopKCategoricalAccuracy: Codable {
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
