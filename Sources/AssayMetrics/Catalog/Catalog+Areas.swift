extension MetricCatalog {
  static let areas: [any CatalogMetric.Type] = [
    AUC.self, AveragePrecision.self, ExactAUC.self,
  ]
}
