import AssayCore

/// Bins of equal width over the probabilities, and what became of them.
///
/// A probability at the edge of two bins belongs to the upper one; 1 belongs to the last.
public struct CalibrationCounts: Accumulator {
  /// How many bins there are.
  public var bins: Int { cells.count }
  private(set) var cells: [CalibrationBin]
  /// The sum of weight times squared difference of probability and outcome.
  private(set) var squares = ExactSum()

  public init(bins: Int) {
    precondition(bins >= 1 && bins <= 65536, "CalibrationCounts: \(bins) bins are not in 1...65536")
    cells = Array(repeating: CalibrationBin(), count: bins)
  }

  public var empty: Self { Self(bins: bins) }

  public mutating func merge(_ other: Self) {
    for place in cells.indices { cells[place].merge(other.cells[place]) }
    squares.merge(other.squares)
  }

  public mutating func update(
    metric: String, labels: Tensor, predictions: Tensor, weights: Tensor?
  ) throws {
    try Confidences.each(
      metric: metric, labels: labels, predictions: predictions, weights: weights
    ) { confidence, right, weight in
      cells[place(of: confidence)].add(confidence: confidence, right: right, weight: weight)
      let difference = confidence - (right ? 1 : 0)
      squares.add(difference * difference, weight: weight)
    }
  }

  private func place(of confidence: Double) -> Int {
    let count = Double(bins)
    var place = Int(confidence * count)
    // The product may have been rounded across an edge.
    if Double(place) / count > confidence { place -= 1 }
    if Double(place + 1) / count <= confidence { place += 1 }
    return max(0, min(bins - 1, place))
  }

  private enum CodingKeys: String, CodingKey { case cells, squares }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    cells = try container.decode([CalibrationBin].self, forKey: .cells)
    squares = try container.decode(ExactSum.self, forKey: .squares)
    guard (1...65536).contains(cells.count) else {
      throw DecodingError.dataCorruptedError(
        forKey: .cells, in: container,
        debugDescription: "\(cells.count) bins are not in 1...65536; the state is damaged")
    }
  }
}
