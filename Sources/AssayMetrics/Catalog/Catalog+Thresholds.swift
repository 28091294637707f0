extension MetricCatalog {
  static let thresholds: [any CatalogMetric.Type] = [
    FalseNegatives.self, FalsePositives.self, Precision.self, PrecisionAtRecall.self, Recall.self,
    RecallAtPrecision.self, SensitivityAtSpecificity.self, SpecificityAtSensitivity.self,
    TrueNegatives.self, TruePositives.self,
  ]
}
