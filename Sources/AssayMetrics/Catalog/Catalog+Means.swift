extension MetricCatalog {
  static let means: [any CatalogMetric.Type] = []
}
