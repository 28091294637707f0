extension MetricCatalog {
  static let probabilistic: [any CatalogMetric.Type] = [
    BinaryCrossentropy.self, BrierScore.self, CategoricalCrossentropy.self, CategoricalHinge.self,
    Hinge.self, KLDivergence.self, LogLoss.self, SparseCategoricalCrossentropy.self,
    SquaredHinge.self,
  ]
}
