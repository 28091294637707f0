extension MetricCatalog {
  static let accuracies: [any CatalogMetric.Type] = [
    Accuracy.self, BinaryAccuracy.self, CategoricalAccuracy.self, SparseCategoricalAccuracy.self,
    SparseTopKCategoricalAccuracy.self, TopKCategoricalAccuracy.self,
  ]
}
