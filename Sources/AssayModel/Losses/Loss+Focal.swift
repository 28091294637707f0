import AssayCore

// Crossentropies that count little what is easy, or what looks mislabelled.
extension Loss {
  /// The crossentropy of yes/no labels, each times a power of how wrong its prediction is.
  ///
  ///     value = mean((1 − p_t)^gamma · crossentropy),   p_t = y · p + (1 − y) · (1 − p)
  ///
  /// Where the predictions are a sigmoid of the same model, or `fromLogits`, it is taken from the logits.
  ///
  /// - Parameters:
  ///   - applyClassBalancing: whether each is also times `y · alpha + (1 − y) · (1 − alpha)`.
  ///   - gamma: 0 is the crossentropy itself.
  ///   - labelSmoothing: in `0...1`; `y` becomes `y · (1 − s) + s / 2`.
  /// - Source: `keras.losses.BinaryFocalCrossentropy`.
  public static func binaryFocalCrossentropy(
    applyClassBalancing: Bool = false, alpha: Float = 0.25, gamma: Float = 2,
    fromLogits: Bool = false, labelSmoothing: Float = 0, axis: Int = -1,
    reduction: Reduction = .sumOverBatchSize
  ) -> Loss {
    Loss(
      "binary_focal_crossentropy", className: "BinaryFocalCrossentropy",
      arguments: [
        .fromLogits(fromLogits), .labelSmoothing(labelSmoothing), .axis(axis),
        .init("apply_class_balancing", .bool(applyClassBalancing), standard: .bool(false)),
        .number("alpha", alpha, standard: 0.25), .number("gamma", gamma, standard: 2),
      ], fromLogits: fromLogits,
      reduction: reduction
    ) { labels, predictions in
      guard (0...1).contains(labelSmoothing) else { return smoothing(labelSmoothing) }
      let y = labels.affine(scale: 1 - labelSmoothing, offset: labelSmoothing / 2)
      let (values, yes, no): (Symbol, Symbol, Symbol)
      if let logits = fromLogits ? predictions : logits(behind: predictions, of: .sigmoid) {
        values = .apply(Crossentropy(kind: .binary, labelSmoothing: 0), logits, y)
        (yes, no) = (logits.sigmoid(), (-logits).sigmoid())
      } else {
        values = crossentropy(ofYes: y, predictions)
        (yes, no) = (predictions, 1 - predictions)
      }
      let focal = (y * no + (1 - y) * yes).power(gamma) * values
      let balance = y.affine(scale: 2 * alpha - 1, offset: 1 - alpha)
      return (applyClassBalancing ? balance * focal : focal).mean(axis: axis)
    }
  }

  /// The crossentropy of distributions over an axis, each class times a power of what it lacks to 1.
  ///
  ///     value = −Σ alpha · (1 − p)^gamma · y · ln p
  ///
  /// Probabilities are divided by their sum first. Where the predictions are a softmax of the same
  /// model, or `fromLogits`, it is taken from the logits.
  ///
  /// - Parameters:
  ///   - gamma: 0 is the crossentropy times `alpha`.
  ///   - labelSmoothing: as in
  ///     ``categoricalCrossentropy(fromLogits:labelSmoothing:axis:reduction:)``.
  /// - Source: `keras.losses.CategoricalFocalCrossentropy`.
  public static func categoricalFocalCrossentropy(
    alpha: Float = 0.25, gamma: Float = 2, fromLogits: Bool = false, labelSmoothing: Float = 0,
    axis: Int = -1, reduction: Reduction = .sumOverBatchSize
  ) -> Loss {
    Loss(
      "categorical_focal_crossentropy", className: "CategoricalFocalCrossentropy",
      arguments: [
        .fromLogits(fromLogits), .labelSmoothing(labelSmoothing), .axis(axis),
        .number("alpha", alpha, standard: 0.25), .number("gamma", gamma, standard: 2),
      ],
      fromLogits: fromLogits, reduction: reduction
    ) { labels, predictions in
      guard (0...1).contains(labelSmoothing) else { return smoothing(labelSmoothing) }
      let y = smoothed(labels.movedToLast(axis: axis), labelSmoothing)
      let (p, logarithm): (Symbol, Symbol)
      if let logits = classLogits(of: predictions, fromLogits, axis: axis) {
        (p, logarithm) = (logits.softmax(), logits.logSoftmax())
      } else {
        p = shares(predictions.movedToLast(axis: axis))
        logarithm = p.log()
      }
      return -(alpha * ((1 - p).power(gamma) * y * logarithm).sum(axis: -1))
    }
  }

  /// A loss between the crossentropy, towards which `q` near 0 goes, and the absolute error, `q` near 1;
  /// wrong labels disturb it less than the crossentropy.
  ///
  ///     value = (1 − p[y]^q) / q
  ///
  /// - Parameters:
  ///   - q: between 0 and 1.
  /// - Source: `keras.losses.CategoricalGeneralizedCrossEntropy`.
  public static func categoricalGeneralizedCrossEntropy(
    q: Float = 0.5, reduction: Reduction = .sumOverBatchSize
  ) -> Loss {
    Loss(
      "categorical_generalized_cross_entropy", className: "CategoricalGeneralizedCrossEntropy",
      arguments: [.number("q", q, standard: 0.5)],
      labels: .classIndices, reduction: reduction
    ) { labels, predictions in
      guard q > 0, q < 1 else {
        return Symbol(
          failure: .argument(where: "", found: "q is \(q)", wanted: "a number between 0 and 1"))
      }
      let y = Symbol.apply(OneHot(classes: predictions.shape.lastSize), labels)
      return (1 - (predictions * y).sum(axis: -1).power(q)) / q
    }
  }
}
