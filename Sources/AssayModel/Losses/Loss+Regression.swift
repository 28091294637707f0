import AssayCore

extension Loss {
  /// The mean of the squared differences over the last axis.
  ///
  ///     value = Σ (y − p)² / n
  ///
  /// - Source: `keras.losses.MeanSquaredError`.
  public static let meanSquaredError = meanSquaredError()

  /// ``meanSquaredError`` with another reduction.
  public static func meanSquaredError(reduction: Reduction = .sumOverBatchSize) -> Loss {
    Loss("mean_squared_error", className: "MeanSquaredError", reduction: reduction) {
      ($1 - $0).square().mean(axis: -1)
    }
  }

  /// The mean of the absolute differences over the last axis.
  ///
  ///     value = Σ |y − p| / n
  ///
  /// - Source: `keras.losses.MeanAbsoluteError`.
  public static let meanAbsoluteError = meanAbsoluteError()

  /// ``meanAbsoluteError`` with another reduction.
  public static func meanAbsoluteError(reduction: Reduction = .sumOverBatchSize) -> Loss {
    Loss("mean_absolute_error", className: "MeanAbsoluteError", reduction: reduction) {
      ($1 - $0).abs().mean(axis: -1)
    }
  }

  /// The mean of the absolute differences as percentages of the labels, over the last axis.
  ///
  ///     value = 100 · Σ |y − p| / max(|y|, 1e-7) / n
  ///
  /// - Source: `keras.losses.MeanAbsolutePercentageError`.
  public static func meanAbsolutePercentageError(reduction: Reduction = .sumOverBatchSize) -> Loss {
    Loss(
      "mean_absolute_percentage_error", className: "MeanAbsolutePercentageError",
      reduction: reduction
    ) { labels, predictions in
      let size = labels.abs().clipped(to: epsilon ... .infinity)
      return 100 * ((labels - predictions) / size).abs().mean(axis: -1)
    }
  }

  /// The mean of the squared differences between logarithms, over the last axis.
  ///
  ///     value = Σ (ln(1 + p) − ln(1 + y))² / n, where y and p are at least 1e-7
  ///
  /// - Source: `keras.losses.MeanSquaredLogarithmicError`.
  public static func meanSquaredLogarithmicError(reduction: Reduction = .sumOverBatchSize) -> Loss {
    Loss(
      "mean_squared_logarithmic_error", className: "MeanSquaredLogarithmicError",
      reduction: reduction
    ) { labels, predictions in
      func log(_ x: Symbol) -> Symbol { (x.clipped(to: epsilon ... .infinity) + 1).log() }
      return (log(predictions) - log(labels)).square().mean(axis: -1)
    }
  }
}
