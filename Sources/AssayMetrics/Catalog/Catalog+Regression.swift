extension MetricCatalog {
  static let regression: [any CatalogMetric.Type] = [
    CosineSimilarity.self, LogCoshError.self, MaxError.self, MeanAbsoluteError.self,
    MeanAbsolutePercentageError.self, MeanBiasError.self, MeanRelativeError.self,
    MeanSquaredError.self, MeanSquaredLogarithmicError.self, MedianAbsoluteError.self,
    PinballLoss.self, Poisson.self, RootMeanSquaredError.self,
  ]
}
