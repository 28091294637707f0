import AssayCore

/// How early the first relevant item of a query comes.
///
///     value = mean over queries of 1 / (place of the first relevant item)
///
///     var rank = MeanReciprocalRank()
///     try rank.update(
///       labels: Tensor([[1, 0, 0]] as [[Float]]), predictions: Tensor([[0.2, 0.9, 0.1]] as [[Float]]))
///     rank.value  // 0.5
///
/// Of items with equal scores any order is as good: the figure is the mean over the orders. A query
/// without a relevant item is left out, and noted.
///
/// - Shape: labels of 0 and 1 and scores `[batch, …, items]`; a weight a query.
/// - Range: `0...1`; higher is better.
/// - Empty: `nil` until a query with a relevant item has been counted.
/// - Throws: ``MetricError`` for a label other than 0 and 1, a NaN, shapes that differ; nothing is
///   counted then.
/// - Source: `torchmetrics.retrieval.RetrievalMRR`, which leaves the order of equal scores to the
///   sort.
public struct MeanReciprocalRank: CatalogMetric {
  public static let direction: Direction? = .higherIsBetter
  public static let name = "mean_reciprocal_rank"
  public static let summary = "how early the first relevant item comes"
  public static let aliases = ["mean-reciprocal-rank", "mrr"]
  public static let isInKeras = false

  private var queries = RankingMean()

  public init() {}

  public init(arguments: MetricArguments) throws {
    try Self.check(arguments)
    self.init()
  }

  public var empty: Self { Self() }
  public static let unit = "queries"
  public var value: Double? { queries.value }
  public var notes: [String] { queries.notes }

  /// Where the figure lies for queries drawn like these, by the delta method.
  public func interval(level: Double) -> ConfidenceInterval? { queries.interval(level: level) }

  public mutating func update(labels: Tensor, predictions: Tensor, weights: Tensor?) throws {
    try queries.add(
      metric: Self.className, labels: labels, predictions: predictions, weights: weights,
      isGraded: false
    ) { relevances, scores in
      FirstRelevant(relevances: relevances, scores: scores).mean { 1 / Double($0) }
    }
  }

  public mutating func merge(_ other: Self) { queries.merge(other.queries) }
}
