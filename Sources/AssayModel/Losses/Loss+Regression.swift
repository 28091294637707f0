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

  /// Squared near 0, absolute beyond `delta`, over the last axis.
  ///
  ///     value = mean of  e² / 2  where |e| ≤ delta,  else  delta · |e| − delta² / 2
  ///
  /// - Source: `keras.losses.Huber`.
  public static func huber(
    delta: Float = 1, reduction: Reduction = .sumOverBatchSize
  ) -> Loss {
    Loss("huber", className: "Huber", reduction: reduction) { labels, predictions in
      guard delta > 0, delta.isFinite else {
        return Symbol(
          failure: .argument(
            where: "Huber", found: "delta is \(delta)", wanted: "a number above 0"))
      }
      // With c = min(|e|, delta), both halves are c · (|e| − c / 2).
      let error = (predictions - labels).abs()
      let capped = error.clipped(to: 0...delta)
      return (capped * (error - 0.5 * capped)).mean(axis: -1)
    }
  }
}
