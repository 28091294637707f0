extension MetricCatalog {
  static let classes: [any CatalogMetric.Type] = []
}
