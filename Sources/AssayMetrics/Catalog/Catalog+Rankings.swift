extension MetricCatalog {
  static let rankings: [any CatalogMetric.Type] = [
    HitRate.self, MeanReciprocalRank.self, NDCG.self,
  ]
}
