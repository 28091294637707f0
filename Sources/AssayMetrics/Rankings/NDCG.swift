import AssayCore

/// How close the order of a query's items comes to the best one: normalised discounted cumulative gain.
///
///     DCG = Σ gainᵢ / log₂(1 + placeᵢ)    over the first k places
///     value = mean over queries of DCG / the greatest DCG
///
///     var ndcg = NDCG(k: 2)
///     try ndcg.update(
///       labels: Tensor([[3, 0, 1]] as [[Float]]), predictions: Tensor([[0.2, 0.9, 0.4]] as [[Float]]))
///     ndcg.value  // 0.173…
///
/// The gain is the relevance itself, or 2^relevance − 1. Items with equal scores share the mean of
/// their gains. A query without a relevant item is left out, and noted.
///
/// - Shape: relevances and scores `[batch, …, items]`; a weight a query.
/// - Range: `0...1`; higher is better.
/// - Empty: `nil` until a query with a relevant item has been counted.
/// - Throws: ``MetricError`` for a negative relevance, a NaN, shapes that differ; nothing is counted
///   then.
/// - Source: `sklearn.metrics.ndcg_score`, to which a query without a relevant item counts as 0;
///   McSherry and Najork (2008) for ties.
public struct NDCG: CatalogMetric {
  /// What a relevant item is worth.
  public enum Gain: String, Sendable, Codable, CaseIterable {
    case linear, exponential
  }

  public static let direction: Direction? = .higherIsBetter
  public static let name = "ndcg"
  public static let summary = "closeness of the order of items to the best order"
  public static let isInKeras = false
  public static let parameters = [
    MetricParameter("k", default: "null", "how many places count; null is all"),
    MetricParameter("gain", default: "linear", "linear, or exponential: 2^relevance - 1"),
  ]

  /// How many places count; `nil` is all.
  public let k: Int?
  public let gain: Gain
  private var queries = RankingMean()

  public init(k: Int? = nil, gain: Gain = .linear) {
    precondition(k ?? 1 >= 1, "NDCG: k is \(k ?? 0); it must be 1 or more")
    self.k = k
    self.gain = gain
  }

  public init(arguments: MetricArguments) throws {
    try Self.check(arguments)
    self.init(
      k: try arguments.integer("k", in: 1...), gain: try arguments.choice("gain", default: .linear))
  }

  public var arguments: [String: MetricArgument] {
    ["k": k.map { .integer($0) } ?? .null, "gain": .text(gain.rawValue)]
  }
  public var empty: Self { Self(k: k, gain: gain) }
  public static let unit = "queries"
  public var value: Double? { queries.value }
  public var notes: [String] { queries.notes }

  /// Where the figure lies for queries drawn like these, by the delta method.
  public func interval(level: Double) -> ConfidenceInterval? { queries.interval(level: level) }

  public mutating func update(labels: Tensor, predictions: Tensor, weights: Tensor?) throws {
    let (k, gain) = (k, gain)
    let discounts = (0..<min(k ?? .max, predictions.shape.lastSize)).map {
      .log(2) / .log(Double($0 + 2))
    }
    try queries.add(
      metric: Self.className, labels: labels, predictions: predictions, weights: weights,
      isGraded: true
    ) { relevances, scores in
      // Gains relative to the greatest, as 2^relevance may be beyond the doubles.
      let greatest = relevances.max() ?? 0
      let gains = relevances.map { relevance in
        gain == .linear
          ? relevance / greatest
          : (.pow(2, relevance - greatest) - .pow(2, -greatest))
      }
      let order = scores.indices.sorted { scores[$0] > scores[$1] }
      var reached = 0.0
      var place = 0
      while place < discounts.count {
        var end = place + 1
        while end < order.count, scores[order[end]] == scores[order[place]] { end += 1 }
        // Sorted, so that the sum does not depend on the order of the items.
        let shared = order[place..<end].map { gains[$0] }.sorted().reduce(0, +)
        let discount = discounts[place..<min(end, discounts.count)].reduce(0, +)
        reached += shared / Double(end - place) * discount
        place = end
      }
      let best = zip(gains.sorted(by: >), discounts).reduce(0) { $0 + $1.0 * $1.1 }
      return min(1, reached / best)
    }
  }

  public mutating func merge(_ other: Self) {
    precondition(
      k == other.k && gain == other.gain, "NDCG: merging \(other.arguments) into \(arguments)")
    queries.merge(other.queries)
  }
}

extension NDCG: Codable {
  private enum CodingKeys: String, CodingKey { case k, gain, queries }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    k = try container.decodeIfPresent(Int.self, forKey: .k)
    gain = try container.decode(Gain.self, forKey: .gain)
    queries = try container.decode(RankingMean.self, forKey: .queries)
    guard k ?? 1 >= 1 else {
      throw DecodingError.dataCorruptedError(
        forKey: .k, in: container, debugDescription: "k is \(k ?? 0); it must be 1 or more")
    }
  }
}
