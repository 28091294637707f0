import AssayCore

/// Exact moments of labels and predictions, by output, the last axis of two or more.
///
/// From them R², explained variance and correlations are read, over everything counted.
public struct PairMoments: Accumulator {
  /// The sums of each output; empty until it is known how many there are.
  public private(set) var outputs: [PairSums] = []

  public init() {}

  public var empty: Self { Self() }

  public mutating func merge(_ other: Self) {
    while outputs.count < other.outputs.count { outputs.append(PairSums()) }
    for (place, sums) in other.outputs.enumerated() { outputs[place].merge(sums) }
  }

  /// Counts one batch.
  ///
  /// - Throws: ``MetricError`` for a NaN, a square that is not finite, another number of outputs than
  ///   before; nothing is counted then.
  public mutating func update(
    metric: String, labels: Tensor, predictions: Tensor, weights: Tensor?
  ) throws {
    let batch = try Batch(
      pairs: metric, labels: labels, predictions: predictions, weights: weights)
    let width = predictions.rank > 1 ? predictions.shape.lastSize : 1
    guard outputs.isEmpty || width == outputs.count else {
      throw MetricError.shapes(
        metric: metric, labels: labels.shape, predictions: predictions.shape,
        wanted: "the batches before had \(outputs.count) outputs")
    }
    let pairs = try batch.pairs { y, p, weight in
      // No term that is added to a figure is greater.
      let square = y * y + p * p
      return (square * max(weight, 1)).isFinite
    }
    guard batch.rows > 0, pairs.weights?.contains(where: { $0 != 0 }) ?? true else { return }
    if outputs.isEmpty { outputs = Array(repeating: PairSums(), count: width) }
    for output in 0..<width {
      let places = stride(from: output, to: batch.rows, by: width)
      guard let weights = pairs.weights else {
        outputs[output].add(
          places.map { pairs.labels[$0] }, places.map { pairs.predictions[$0] }, weights: nil)
        continue
      }
      let counted = places.filter { weights[$0] != 0 }
      outputs[output].add(
        counted.map { pairs.labels[$0] }, counted.map { pairs.predictions[$0] },
        weights: counted.map { weights[$0] })
    }
  }
}

extension Batch {
  /// The numbers of pairs, once each that has a weight other than 0 has been found fit; of values
  /// without labels, these are NaN.
  borrowing func pairs(
    _ isFit: (_ label: Double, _ prediction: Double, _ weight: Double) -> Bool
  ) throws -> (labels: [Double], predictions: [Double], weights: [Double]?) {
    let predictions = predictions.numbers
    let labels = labels.map(\.numbers) ?? [Double](repeating: .nan, count: predictions.count)
    var expanded: [Double]?
    if let weights = weights.map(\.numbers) {
      for (place, weight) in weights.enumerated() where !(weight >= 0 && weight < .infinity) {
        throw MetricError.weightOutOfRange(
          metric: metric, weight: weight, at: .init(index: place, in: self.weights?.shape ?? []))
      }
      let block = block
      expanded = (0..<rows).map { weights[$0 / block] }
    }
    for row in 0..<rows {
      let weight = expanded?[row] ?? 1
      if weight != 0, !isFit(labels[row], predictions[row], weight) {
        throw fault(row: row, labelWidth: 1)
      }
    }
    return (labels, predictions, expanded)
  }
}
