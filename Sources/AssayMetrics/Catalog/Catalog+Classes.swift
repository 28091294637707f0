extension MetricCatalog {
  static let classes: [any CatalogMetric.Type] = [
    AdaptiveCalibrationError.self, BalancedAccuracy.self, BinaryIoU.self, BrierDecomposition.self,
    ClassificationReport.self, CohenKappa.self,
    ConfusionMatrix.self, ExpectedCalibrationError.self, F1Score.self, FBetaScore.self, IoU.self,
    MatthewsCorrelation.self,
    MeanIoU.self, MulticlassFBeta.self, MulticlassPrecision.self, MulticlassRecall.self,
    OneHotIoU.self, OneHotMeanIoU.self,
  ]
}
