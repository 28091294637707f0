/// Probabilities that are close to each other, and how often what they foretold happened.
struct CalibrationBin: Sendable, Codable, Equatable {
  /// Of elements of weight 1, how many there were, and of how many it happened.
  private(set) var count = 0
  private(set) var hits = 0
  /// The same of other weights.
  private(set) var otherWeights = ExactSum()
  private(set) var otherHits = ExactSum()
  /// The sum of weight times probability.
  private(set) var confidences = ExactSum()
  /// The squares of the other weights.
  private var squares = ExactSum()

  init() {}

  /// How many rows of equal weight say as much as one of weight 1: Kish's Σw / Σw².
  var effectiveShare: Double {
    otherWeights.isZero ? 1 : weight / squares.value(adding: count)
  }
  /// The sum of the weights.
  var weight: Double { otherWeights.value(adding: count) }
  /// The weight of those of which it happened.
  var hitWeight: Double { otherHits.value(adding: hits) }
  /// The mean probability, and the share that happened; `nil` of nothing.
  var means: (confidence: Double, share: Double)? {
    let weight = weight
    return weight > 0 ? (confidences.value / weight, hitWeight / weight) : nil
  }

  mutating func add(confidence: Double, right: Bool, weight: Double) {
    confidences.add(confidence, weight: weight)
    if weight == 1 {
      count += 1
      hits += right ? 1 : 0
    } else if weight != 0 {
      otherWeights.add(weight)
      squares.add(weight, weight: weight)
      if right { otherHits.add(weight) }
    }
  }

  mutating func merge(_ other: Self) {
    count += other.count
    hits += other.hits
    otherWeights.merge(other.otherWeights)
    otherHits.merge(other.otherHits)
    confidences.merge(other.confidences)
    squares.merge(other.squares)
  }

  private enum CodingKeys: String, CodingKey {
    case count, hits, otherWeights, otherHits, confidences, squares
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    count = try container.decodeCount(forKey: .count)
    hits = try container.decodeCount(forKey: .hits)
    otherWeights = try container.decode(ExactSum.self, forKey: .otherWeights)
    otherHits = try container.decode(ExactSum.self, forKey: .otherHits)
    confidences = try container.decode(ExactSum.self, forKey: .confidences)
    squares = try container.decode(ExactSum.self, forKey: .squares)
    guard hits <= count, squares.value >= 0, otherHits.value >= 0,
      otherHits.value <= otherWeights.value
    else {
      throw DecodingError.dataCorruptedError(
        forKey: .hits, in: container,
        debugDescription: "\(hits) of \(count) happened: more than there were; the state is damaged"
      )
    }
  }
}

/// How the gaps of several bins become one figure.
public enum CalibrationNorm: String, Sendable, Codable, CaseIterable {
  /// The mean gap.
  case mean = "l1"
  /// The root of the mean square gap.
  case rootMeanSquare = "l2"
  /// The greatest gap.
  case maximum = "max"

  /// The figure; bins count by their weight.
  func gap(of bins: [CalibrationBin]) -> Double? {
    gap(
      of: bins.compactMap { bin in
        bin.means.map { (weight: bin.weight, gap: abs($0.confidence - $0.share)) }
      })
  }

  private func gap(of bins: [(weight: Double, gap: Double)]) -> Double? {
    let total = bins.reduce(0) { $0 + $1.weight }
    guard total > 0 else { return nil }
    return switch self {
    case .mean: bins.reduce(0) { $0 + $1.weight / total * $1.gap }
    case .rootMeanSquare:
      bins.reduce(0) { $0 + $1.weight / total * $1.gap * $1.gap }.squareRoot()
    case .maximum: bins.reduce(0) { max($0, $1.gap) }
    }
  }

  /// Where the figure lies for data drawn like these, by resampling what happened and what did not
  /// in each bin, whose mean probability stays.
  func interval(of bins: [CalibrationBin], level: Double) -> ConfidenceInterval? {
    let filled = bins.filter { $0.weight > 0 }
    let shares = filled.map(\.effectiveShare)
    let cells = zip(filled, shares).flatMap { bin, share in
      [bin.hitWeight * share, (bin.weight - bin.hitWeight) * share]
    }
    return CellBootstrap(cells: cells, scale: 1).interval(level: level, around: gap(of: filled)) {
      drawn in
      gap(
        of: filled.indices.compactMap { place in
          let hits = Double(drawn[2 * place])
          let rows = hits + Double(drawn[2 * place + 1])
          guard rows > 0, let means = filled[place].means else { return nil }
          return (rows / shares[place], abs(means.confidence - hits / rows))
        })
    }?.within(0...1)
  }
}
