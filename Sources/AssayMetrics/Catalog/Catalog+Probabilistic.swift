extension MetricCatalog {
  static let probabilistic: [any CatalogMetric.Type] = [
    BinaryCrossentropy.self, CategoricalCrossentropy.self, CategoricalHinge.self, Hinge.self,
    KLDivergence.self, SparseCategoricalCrossentropy.self, SquaredHinge.self,
  ]
}
