import AssayCore

// Losses that large errors do not rule.
extension Loss {
  /// Squared near 0, absolute beyond `delta`, over the last axis.
  ///
  ///     value = mean of  e² / 2  where |e| ≤ delta,  else  delta · |e| − delta² / 2
  ///
  /// - Source: `keras.losses.Huber`.
  public static func huber(
    delta: Float = 1, reduction: Reduction = .sumOverBatchSize
  ) -> Loss {
    Loss(
      "huber_loss", className: "Huber",
      arguments: [.number("delta", delta, standard: 1, isWritten: false)], reduction: reduction
    ) { labels, predictions in
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

  /// The logarithm of the hyperbolic cosine of the differences, over the last axis: nearly `e² / 2` for small
  /// ones, nearly `|e| − ln 2` for large ones.
  ///
  ///     value = Σ ln cosh(p − y) / n
  ///
  /// - Source: `keras.losses.LogCosh`.
  public static func logCosh(reduction: Reduction = .sumOverBatchSize) -> Loss {
    Loss("log_cosh", className: "LogCosh", reduction: reduction) { labels, predictions in
      let error = predictions - labels
      return (error + (-2 * error).softplus() - 0.6931472).mean(axis: -1)
    }
  }
}
