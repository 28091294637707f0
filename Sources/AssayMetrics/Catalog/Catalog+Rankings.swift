extension MetricCatalog {
  static let rankings: [any CatalogMetric.Type] = []
}
