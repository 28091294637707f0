import AssayCore

extension Loss {
  /// Keras's fuzz factor: probabilities are kept this far from 0 and 1 before a logarithm.
  static let epsilon: Float = 1e-7

  /// The crossentropy of independent yes/no labels, averaged over one axis.
  ///
  ///     value = −mean(y · ln p + (1 − y) · ln(1 − p))
  ///
  /// Where the predictions are a sigmoid of the same model, or `fromLogits`, it is taken from the logits
  /// and never saturates.
  ///
  /// - Parameters:
  ///   - labelSmoothing: in `0...1`; `y` becomes `y · (1 − s) + s / 2`.
  /// - Source: `keras.losses.BinaryCrossentropy`.
  public static func binaryCrossentropy(
    fromLogits: Bool = false, labelSmoothing: Float = 0, axis: Int = -1,
    reduction: Reduction = .sumOverBatchSize
  ) -> Loss {
    Loss(
      "binary_crossentropy", className: "BinaryCrossentropy",
      arguments: [
        .fromLogits(fromLogits), .labelSmoothing(labelSmoothing), .axis(axis),
      ], fromLogits: fromLogits,
      reduction: reduction
    ) { labels, predictions in
      guard (0...1).contains(labelSmoothing) else { return smoothing(labelSmoothing) }
      if let logits = fromLogits ? predictions : logits(behind: predictions, of: .sigmoid) {
        let op = Crossentropy(kind: .binary, labelSmoothing: labelSmoothing)
        return Symbol.apply(op, logits, labels).mean(axis: axis)
      }
      let y = labels.affine(scale: 1 - labelSmoothing, offset: labelSmoothing / 2)
      return crossentropy(ofYes: y, predictions).mean(axis: axis)
    }
  }

  /// The crossentropy of distributions over an axis, such as one-hot labels.
  ///
  ///     value = −Σ y · ln p
  ///
  /// Probabilities are divided by their sum first. Where the predictions are a softmax of the same
  /// model, or `fromLogits`, it is taken from the logits and never saturates.
  ///
  /// - Parameters:
  ///   - labelSmoothing: in `0...1`; `y` becomes `y · (1 − s) + s / classes`. Keras divides by the size of
  ///     the last axis whatever `axis` is.
  /// - Source: `keras.losses.CategoricalCrossentropy`.
  public static func categoricalCrossentropy(
    fromLogits: Bool = false, labelSmoothing: Float = 0, axis: Int = -1,
    reduction: Reduction = .sumOverBatchSize
  ) -> Loss {
    Loss(
      "categorical_crossentropy", className: "CategoricalCrossentropy",
      arguments: [
        .fromLogits(fromLogits), .labelSmoothing(labelSmoothing), .axis(axis),
      ], fromLogits: fromLogits,
      reduction: reduction
    ) { labels, predictions in
      guard (0...1).contains(labelSmoothing) else { return smoothing(labelSmoothing) }
      let labels = labels.movedToLast(axis: axis)
      if let logits = classLogits(of: predictions, fromLogits, axis: axis) {
        let op = Crossentropy(kind: .categorical, labelSmoothing: labelSmoothing)
        return .apply(op, logits, labels)
      }
      let p = shares(predictions.movedToLast(axis: axis))
      return -(smoothed(labels, labelSmoothing) * p.log()).sum(axis: -1)
    }
  }

  /// The crossentropy of class indices against a distribution over an axis.
  ///
  ///     value = −ln p[y]
  ///
  /// Probabilities are divided by their sum first. Where the predictions are a softmax of the same
  /// model, or `fromLogits`, it is taken from the logits and never saturates.
  ///
  /// - Parameters:
  ///   - ignoreClass: a label whose values are 0 and do not count in a mean; it need not be a class.
  /// - Source: `keras.losses.SparseCategoricalCrossentropy`.
  public static func sparseCategoricalCrossentropy(
    fromLogits: Bool = false, ignoreClass: Int? = nil, axis: Int = -1,
    reduction: Reduction = .sumOverBatchSize
  ) -> Loss {
    sparseCategoricalCrossentropy(
      fromLogits: fromLogits, ignoreClasses: Set(ignoreClass.map { [$0] } ?? []), axis: axis,
      reduction: reduction)
  }

  /// The same with several labels that do not count.
  public static func sparseCategoricalCrossentropy(
    fromLogits: Bool = false, ignoreClasses: Set<Int>, axis: Int = -1,
    reduction: Reduction = .sumOverBatchSize
  ) -> Loss {
    let ignored = ignoreClasses.sorted()
    let mask: OwnMask = { labels, _ in counted(labels, without: ignored) }
    return Loss(
      "sparse_categorical_crossentropy", className: "SparseCategoricalCrossentropy",
      arguments: [
        .fromLogits(fromLogits), .ignoreClasses(ignored), .axis(axis, isWritten: false),
      ],
      labels: .classIndices, fromLogits: fromLogits, classAxis: axis,
      ignoredClasses: ignoreClasses, reduction: reduction,
      mask: ignored.isEmpty ? nil : mask
    ) { labels, predictions in
      func kept(_ values: Symbol) -> Symbol {
        ignored.isEmpty ? values : values.selected(by: counted(labels, without: ignored))
      }
      if let logits = classLogits(of: predictions, fromLogits, axis: axis) {
        return kept(
          .apply(Crossentropy(kind: .sparse, labelSmoothing: 0), kept(logits), labels))
      }
      let predictions = predictions.movedToLast(axis: axis)
      let y = Symbol.apply(OneHot(classes: predictions.shape.lastSize), labels)
      return kept(-(y * shares(kept(predictions)).log()).sum(axis: -1))
    }
  }

  /// 1 where a label counts, 0 where it is one of `ignored`.
  private static func counted(_ labels: Symbol, without ignored: [Int]) -> Symbol {
    let masks = ignored.map { Symbol.apply(OtherClass(index: $0), labels) }
    return masks.dropFirst().reduce(masks[0], *)
  }
}

// What the crossentropies and the focal losses share.
extension Loss {
  /// The crossentropy of each yes/no label against a probability.
  static func crossentropy(ofYes y: Symbol, _ predictions: Symbol) -> Symbol {
    let p = predictions.clipped(to: epsilon...1 - epsilon)
    return -(y * p.log() + (1 - y) * (1 - p).log())
  }

  /// Each probability's share of the sum over the last axis, kept away from 0 and 1.
  static func shares(_ predictions: Symbol) -> Symbol {
    let sum = predictions.sum(axis: -1)
    let p = predictions / sum.reshaped(Shape(sum.shape + [1]))
    return p.clipped(to: epsilon...1 - epsilon)
  }

  /// The logits, their classes along the last axis, where predictions are logits or a softmax of such.
  static func classLogits(of predictions: Symbol, _ fromLogits: Bool, axis: Int) -> Symbol? {
    if fromLogits { return predictions.movedToLast(axis: axis) }
    guard predictions.shape.axis(axis) == predictions.shape.count - 1 else { return nil }
    return logits(behind: predictions, of: .softmax)
  }

  /// Distributions over the last axis moved towards the even one.
  static func smoothed(_ labels: Symbol, _ amount: Float) -> Symbol {
    labels.affine(scale: 1 - amount, offset: amount / Float(labels.shape.lastSize))
  }

  static func smoothing(_ value: Float) -> Symbol {
    Symbol(
      failure: .argument(
        where: "label smoothing", found: "\(value)", wanted: "a number in 0...1"))
  }
}
