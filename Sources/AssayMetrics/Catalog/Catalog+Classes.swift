extension MetricCatalog {
  static let classes: [any CatalogMetric.Type] = [
    BinaryIoU.self, F1Score.self, FBetaScore.self, IoU.self, MeanIoU.self, OneHotIoU.self,
    OneHotMeanIoU.self,
  ]
}
