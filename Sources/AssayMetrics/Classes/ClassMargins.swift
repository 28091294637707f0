/// What most figures over classes are made of: the sums along the rows, the columns and the diagonal
/// of a ``ClassTable``.
public struct ClassMargins: Sendable, Equatable {
  /// By class, the weight of the elements of it that were given it.
  public var hits: [Double]
  /// By class, the weight of the elements with this label.
  public var labels: [Double]
  /// By class, the weight of the elements with this prediction.
  public var predictions: [Double]
  /// The weight of all elements.
  public var total: Double

  /// The classes that are a label, or were predicted.
  var present: [Int] { labels.indices.filter { labels[$0] > 0 || predictions[$0] > 0 } }

  /// The share of each class: what the margins would be, did everything weigh 1.
  var shares: ClassMargins {
    ClassMargins(
      hits: hits.map { $0 / total }, labels: labels.map { $0 / total },
      predictions: predictions.map { $0 / total }, total: 1)
  }
}

/// The mean of some figures; `nil` where there are none.
func mean(_ figures: [Double]) -> Double? {
  figures.isEmpty ? nil : figures.reduce(0, +) / Double(figures.count)
}
