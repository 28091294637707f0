import AssayCore

extension Loss {
  /// How far predictions are from the right side of a margin, over the last axis.
  ///
  ///     value = Σ max(1 − y · p, 0) / n
  ///
  /// Labels are −1 and 1. A batch whose labels are all 0 or 1 is taken as such: 0 becomes −1.
  ///
  /// - Source: `keras.losses.Hinge`.
  public static func hinge(reduction: Reduction = .sumOverBatchSize) -> Loss {
    Loss("hinge", className: "Hinge", reduction: reduction) { labels, predictions in
      margin(labels, predictions).mean(axis: -1)
    }
  }

  /// The squares of what ``hinge(reduction:)`` adds up, over the last axis.
  ///
  ///     value = Σ max(1 − y · p, 0)² / n
  ///
  /// - Source: `keras.losses.SquaredHinge`.
  public static func squaredHinge(reduction: Reduction = .sumOverBatchSize) -> Loss {
    Loss("squared_hinge", className: "SquaredHinge", reduction: reduction) { labels, predictions in
      margin(labels, predictions).square().mean(axis: -1)
    }
  }

  /// How far the right class is from being ahead of all others by 1.
  ///
  ///     value = max(0, 1 + max((1 − y) · p) − Σ y · p)
  ///
  /// - Source: `keras.losses.CategoricalHinge`.
  public static func categoricalHinge(reduction: Reduction = .sumOverBatchSize) -> Loss {
    Loss("categorical_hinge", className: "CategoricalHinge", reduction: reduction) {
      labels, predictions in
      let right = (labels * predictions).sum(axis: -1)
      let wrong = ((1 - labels) * predictions).max(axis: -1)
      return (wrong - right + 1).relu()
    }
  }

  private static func margin(_ labels: Symbol, _ predictions: Symbol) -> Symbol {
    guard labels.error == nil else { return labels }
    let isBinary = labels.isEqual(to: .constant(0)) + labels.isEqual(to: .constant(1))
    let others = (1 - isBinary).sum()
    let allBinary = 1 - others.isAbove(0)
    let y = labels + (labels - 1) * allBinary
    return (1 - y * predictions).relu()
  }
}
