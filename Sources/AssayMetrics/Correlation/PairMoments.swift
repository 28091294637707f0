import AssayCore

/// Exact moments of labels and predictions, by output, the last axis of two or more.
///
/// From them R², explained variance and correlations are read, over everything counted.
public struct PairMoments: Accumulator {
  /// The sums of each output; empty until it is known how many there are.
  public private(set) var outputs: [PairSums] = []

  public init() {}

  public var empty: Self { Self() }

  public func requireMergeable(_ other: Self, metric: String) throws {
    let (mine, theirs) = (outputs.count, other.outputs.count)
    guard mine == 0 || theirs == 0 || mine == theirs else {
      throw MetricError.merging(
        metric: metric, "the number of outputs", found: theirs, wanted: mine)
    }
  }

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
    try batch.requirePairs { y, p, weight in
      // No term that is added to a figure is greater.
      let square = y * y + p * p
      return (square * max(weight, 1)).isFinite
    }
    if outputs.isEmpty, batch.hasWeight {
      outputs = Array(repeating: PairSums(), count: width)
    }
    // Few rows at a time, so that what is put aside stays small.
    let size = max(4096 / width, 1) * width
    for start in stride(from: 0, to: batch.rows, by: size) {
      let block = batch.block(start, count: min(size, batch.rows - start))
      for output in 0..<width {
        let places = stride(from: output, to: block.labels.count, by: width)
        guard let weights = block.weights else {
          outputs[output].add(
            places.map { block.labels[$0] }, places.map { block.predictions[$0] }, weights: nil)
          continue
        }
        let counted = places.filter { weights[$0] != 0 }
        guard !counted.isEmpty else { continue }
        outputs[output].add(
          counted.map { block.labels[$0] }, counted.map { block.predictions[$0] },
          weights: counted.map { weights[$0] })
      }
    }
  }
}

/// The numbers of some pairs; of values without labels, these are NaN.
struct PairBlock {
  let labels: [Double]
  let predictions: [Double]
  let weights: [Double]?
}

extension Batch {
  /// Throws unless every pair that has a weight other than 0 is fit.
  borrowing func requirePairs(
    _ isFit: (_ label: Double, _ prediction: Double, _ weight: Double) -> Bool
  ) throws {
    for start in stride(from: 0, to: rows, by: 4096) {
      let block = block(start, count: min(4096, rows - start))
      for place in block.predictions.indices {
        let weight = block.weights?[place] ?? 1
        guard weight >= 0, weight < .infinity else {
          let index = (start + place) / self.block
          throw MetricError.weightOutOfRange(
            metric: metric, weight: weight, at: .init(index: index, in: weights?.shape ?? []))
        }
        if weight != 0, !isFit(block.labels[place], block.predictions[place], weight) {
          throw fault(row: start + place, labelWidth: 1)
        }
      }
    }
  }

  /// Whether some pair has a weight other than 0.
  var hasWeight: Bool {
    guard rows > 0, let weights else { return rows > 0 }
    return weights.numbers.contains { $0 != 0 }
  }

  /// The numbers of `count` pairs.
  borrowing func block(_ start: Int, count: Int) -> PairBlock {
    PairBlock(
      labels: labels?.numbers(from: start, count: count)
        ?? [Double](repeating: .nan, count: count),
      predictions: predictions.numbers(from: start, count: count),
      weights: weights == nil ? nil : shares(start, count: count))
  }

  private borrowing func shares(_ start: Int, count: Int) -> [Double] {
    guard block > 1 else { return weights?.numbers(from: start, count: count) ?? [] }
    return (start..<(start + count)).map { weights?.double(at: $0 / block) ?? 1 }
  }
}
