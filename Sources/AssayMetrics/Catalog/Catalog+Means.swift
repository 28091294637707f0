extension MetricCatalog {
  static let means: [any CatalogMetric.Type] = [
    ConcordanceCorrelation.self, ExplainedVariance.self, PearsonCorrelation.self, R2Score.self,
  ]
}
