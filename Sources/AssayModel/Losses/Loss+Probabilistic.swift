import AssayCore

// Losses of counts and distributions, besides the crossentropies.
extension Loss {
  /// Minus the log-likelihood of counts, without the part that predictions do not change, over the last axis.
  ///
  ///     value = Σ (p − y · ln(p + 1e-7)) / n
  ///
  /// - Source: `keras.losses.Poisson`.
  public static func poisson(reduction: Reduction = .sumOverBatchSize) -> Loss {
    Loss("poisson", className: "Poisson", reduction: reduction) { labels, predictions in
      (predictions - labels * (predictions + epsilon).log()).mean(axis: -1)
    }
  }

  /// The Kullback-Leibler divergence of predictions from labels, summed over the last axis.
  ///
  ///     value = Σ y · ln(y / p), both limited to 1e-7...1
  ///
  /// - Source: `keras.losses.KLDivergence`.
  public static func klDivergence(reduction: Reduction = .sumOverBatchSize) -> Loss {
    Loss("kl_divergence", className: "KLDivergence", reduction: reduction) { labels, predictions in
      let y = labels.clipped(to: epsilon...1)
      return (y * (y / predictions.clipped(to: epsilon...1)).log()).sum(axis: -1)
    }
  }
}
