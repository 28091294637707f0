extension MetricCatalog {
  static let regression: [any CatalogMetric.Type] = [
    CosineSimilarity.self, LogCoshError.self, MeanAbsoluteError.self,
    MeanAbsolutePercentageError.self, MeanBiasError.self, MeanSquaredError.self,
    MeanSquaredLogarithmicError.self, PinballLoss.self, Poisson.self, RootMeanSquaredError.self,
  ]
}
