extension MetricCatalog {
  static let regression: [any CatalogMetric.Type] = [
    MeanAbsoluteError.self, MeanSquaredError.self,
  ]
}
