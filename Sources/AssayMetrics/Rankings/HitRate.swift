import AssayCore

/// The share of queries with a relevant item among the first `k`.
///
///     value = mean over queries of [place of the first relevant item ≤ k]
///
///     var rate = HitRate(k: 2)
///     try rate.update(
///       labels: Tensor([[1, 0, 0]] as [[Float]]), predictions: Tensor([[0.2, 0.9, 0.1]] as [[Float]]))
///     rate.value  // 1.0
///
/// Of items with equal scores any order is as good: the figure is the mean over the orders. A query
/// without a relevant item is left out, and noted.
///
/// - Shape: labels of 0 and 1 and scores `[batch, …, items]`; a weight a query.
/// - Range: `0...1`; higher is better.
/// - Empty: `nil` until a query with a relevant item has been counted.
/// - Throws: ``MetricError`` for a label other than 0 and 1, a NaN, shapes that differ; nothing is
///   counted then.
/// - Source: `torchmetrics.retrieval.RetrievalHitRate`, which leaves the order of equal scores to the
///   sort.
public struct HitRate: CatalogMetric {
  public static let direction: Direction? = .higherIsBetter
  public static let name = "hit_rate"
  public static let summary = "share of queries with a relevant item among the first k"
  public static let aliases = ["hit-rate"]
  public static let isInKeras = false
  public static let parameters = [
    MetricParameter("k", default: "10", "how many places count")
  ]

  /// How many places count.
  public let k: Int
  private var queries = RankingMean()

  public init(k: Int = 10) {
    precondition(k >= 1, "HitRate: k is \(k); it must be 1 or more")
    self.k = k
  }

  public init(arguments: MetricArguments) throws {
    try Self.check(arguments)
    self.init(k: try arguments.integer("k", default: 10, in: 1...))
  }

  public var arguments: [String: MetricArgument] { ["k": .integer(k)] }
  public var empty: Self { Self(k: k) }
  public static let unit = "queries"
  public var value: Double? { queries.value }
  public var notes: [String] { queries.notes }

  /// Where the figure lies for queries drawn like these, by the delta method.
  public func interval(level: Double) -> ConfidenceInterval? { queries.interval(level: level) }

  public mutating func update(labels: Tensor, predictions: Tensor, weights: Tensor?) throws {
    let k = k
    try queries.add(
      metric: Self.className, labels: labels, predictions: predictions, weights: weights,
      isGraded: false
    ) { relevances, scores in
      let first = FirstRelevant(relevances: relevances, scores: scores)
      // Whatever the order of the tie, the last place it can have is near enough.
      if first.before + first.tied - first.relevant < k { return 1 }
      return first.mean { $0 <= k ? 1 : 0 }
    }
  }

  public mutating func merge(_ other: Self) {
    precondition(k == other.k, "HitRate: merging k \(other.k) into k \(k)")
    queries.merge(other.queries)
  }
}

extension HitRate: Codable {
  private enum CodingKeys: String, CodingKey { case k, queries }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    k = try container.decode(Int.self, forKey: .k)
    queries = try container.decode(RankingMean.self, forKey: .queries)
    guard k >= 1 else {
      throw DecodingError.dataCorruptedError(
        forKey: .k, in: container, debugDescription: "k is \(k); it must be 1 or more")
    }
  }
}
