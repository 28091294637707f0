import AssayCore

// How little two sets overlap, labels and predictions being shares of membership in 0...1.
extension Loss {
  /// 1 minus Dice's coefficient, over the whole batch or over `axis`.
  ///
  ///     value = 1 − 2 · Σ y · p / (Σ y + Σ p + 1e-7)
  ///
  /// - Parameters:
  ///   - axis: the axes to sum over; `nil` is all, which gives one number for the batch, and takes no
  ///     weights. `[1, 2, 3]` gives one for each image.
  /// - Source: `keras.losses.Dice`.
  public static func dice(
    axis: [Int]? = nil, reduction: Reduction = .sumOverBatchSize
  ) -> Loss {
    Loss("dice", className: "Dice", arguments: [.axes(axis)], reduction: reduction) { y, p in
      let both = (y * p).sum(axes: axis)
      return 1 - 2 * both / (y.sum(axes: axis) + p.sum(axes: axis) + epsilon)
    }
  }

  /// 1 minus Tversky's index: ``dice(axis:reduction:)`` with a weight for each kind of mistake.
  ///
  ///     value = 1 − I / (I + alpha · Σ y · (1 − p) + beta · Σ (1 − y) · p + 1e-7),   I = Σ y · p
  ///
  /// - Parameters:
  ///   - alpha: the weight of what was missed.
  ///   - beta: the weight of what was found and is not there.
  ///   - axis: as in ``dice(axis:reduction:)``.
  /// - Source: `keras.losses.Tversky`.
  public static func tversky(
    alpha: Float = 0.5, beta: Float = 0.5, axis: [Int]? = nil,
    reduction: Reduction = .sumOverBatchSize
  ) -> Loss {
    Loss(
      "tversky", className: "Tversky",
      arguments: [
        .number("alpha", alpha, standard: 0.5), .number("beta", beta, standard: 0.5), .axes(axis),
      ], reduction: reduction
    ) { y, p in
      let both = (y * p).sum(axes: axis)
      let missed = (y * (1 - p)).sum(axes: axis)
      let added = ((1 - y) * p).sum(axes: axis)
      return 1 - both / (both + alpha * missed + beta * added + epsilon)
    }
  }
}

extension Symbol {
  /// The sum over several axes, counted from the end when negative; over all when `nil`.
  func sum(axes: [Int]?) -> Symbol {
    guard error == nil, let axes else { return sum() }
    var places: Set<Int> = []
    for axis in axes {
      // The error of a sum over one axis says which axes there are.
      guard let place = shape.axis(axis) else { return sum(axis: axis) }
      places.insert(place)
    }
    return places.sorted().reversed().reduce(self) { $0.sum(axis: $1) }
  }
}
