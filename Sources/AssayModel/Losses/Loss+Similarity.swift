import AssayCore

extension Loss {
  /// Minus the cosine of the angle between labels and predictions along an axis: −1 is the best.
  ///
  ///     value = −Σ y · p / (‖y‖ · ‖p‖)
  ///
  /// A vector of zeros has the cosine 0.
  ///
  /// - Source: `keras.losses.CosineSimilarity`.
  public static func cosineSimilarity(
    axis: Int = -1, reduction: Reduction = .sumOverBatchSize
  ) -> Loss {
    Loss(
      "cosine_similarity", className: "CosineSimilarity",
      arguments: [.axis(axis, isWritten: false)], reduction: reduction
    ) {
      -(normalized($0, axis: axis) * normalized($1, axis: axis)).sum(axis: axis)
    }
  }

  private static func normalized(_ x: Symbol, axis: Int) -> Symbol {
    let squares = x.square().sum(axis: axis)
    guard squares.error == nil, let place = x.shape.axis(axis) else { return squares }
    var kept = x.shape
    kept[place] = 1
    // Keras's bound of 1e7 on what a vector is multiplied by.
    let length = squares.clipped(to: epsilon * epsilon ... .infinity).squareRoot()
    return x / length.reshaped(kept)
  }

  /// Pulls samples of one class together and pushes those of different classes apart, over all pairs of a
  /// batch. Labels are one class for each sample, `[batch]`; predictions are vectors of length 1.
  ///
  ///     value = softplus(lse gamma · (d² − margin²) + lse gamma · ((1 − d)² − margin²))
  ///
  /// The first logarithm of a sum of exponentials is over the other samples of the same class, the second
  /// over those of other classes, and d is `max(0, 1 − cosine)`. A sample whose value is 0, such as one
  /// without a pair of either kind, does not count in a mean.
  ///
  /// - Parameters:
  ///   - removeDiagonal: whether a sample is no pair with itself.
  /// - Source: `keras.losses.Circle`.
  public static func circle(
    gamma: Float = 80, margin: Float = 0.4, removeDiagonal: Bool = true,
    reduction: Reduction = .sumOverBatchSize
  ) -> Loss {
    Loss(
      "circle", className: "Circle",
      arguments: [
        .number("gamma", gamma, standard: 80), .number("margin", margin, standard: 0.4),
        .init("remove_diagonal", .bool(removeDiagonal), standard: .bool(true)),
      ], labels: .sampleIndices, reduction: reduction,
      mask: { _, values in values.isAbove(0) },
      formula: { labels, predictions in
        let products = Symbol.apply(PairProducts(), predictions, predictions)
        let op = CircleOp(gamma: gamma, margin: margin, removesDiagonal: removeDiagonal)
        return .apply(op, products, labels)
      })
  }
}
