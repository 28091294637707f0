extension MetricCatalog {
  static let probabilistic: [any CatalogMetric.Type] = []
}
