extension MetricCatalog {
  static let areas: [any CatalogMetric.Type] = []
}
