extension MetricCatalog {
  static let thresholds: [any CatalogMetric.Type] = []
}
