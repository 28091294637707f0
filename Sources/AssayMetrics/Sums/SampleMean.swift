import AssayCore

/// A weighted mean of values, and how far it may lie from the mean of all data: samples, not values, are
/// taken to be independent.
///
/// With a the weighted sum and b the weight of each sample's values, the mean is R = Σa / Σb, and by
/// the delta method for ratios its variance is Σ(a − R·b)² / (Σb)² · n/(n − 1).
///
/// - Empty: `nil` while the weights add up to 0.
/// - Precision: five exact sums, each rounded once.
public struct SampleMean: Sendable, Equatable {
  private(set) var mean = WeightedMean()
  private var sumSquares = ExactSum()
  private var sumProducts = ExactSum()
  private var weightSquares = ExactSum()
  private var samples = 0

  public init() {}

  /// The mean; `nil` while the weights add up to 0.
  public var value: Double? { mean.value }

  /// Adds what `other` has counted.
  public mutating func merge(_ other: SampleMean) {
    mean.merge(other.mean)
    sumSquares.merge(other.sumSquares)
    sumProducts.merge(other.sumProducts)
    weightSquares.merge(other.weightSquares)
    samples += other.samples
  }

  /// The variance of the mean; `nil` with fewer than two samples.
  var variance: Double? {
    guard samples > 1, let mean = value else { return nil }
    let total = self.mean.totalWeight
    let spread =
      sumSquares.value - 2 * mean * sumProducts.value + mean * mean * weightSquares.value
    let count = Double(samples)
    return max(spread, 0) / (total * total) * (count / (count - 1))
  }

  /// The mean and as many standard errors to both sides as the level asks for.
  func interval(level: Double) -> ConfidenceInterval? {
    guard let mean = value, let variance else { return nil }
    let half = -Normal.quantile((1 - level) / 2) * variance.squareRoot()
    return ConfidenceInterval(low: mean - half, high: mean + half, level: level)
  }

  /// Counts values that are finite.
  ///
  /// - Parameters:
  ///   - width: how many values a sample has.
  ///   - weights: one a value, finite, 0 or more.
  mutating func add(_ values: [Double], width: Int, weights: [Double]?) {
    let width = max(width, 1)
    for start in stride(from: 0, to: values.count, by: width) {
      var sum = 0.0
      var weight = 0.0
      for place in start..<min(start + width, values.count) {
        let own = weights?[place] ?? 1
        guard own != 0 else { continue }
        mean.add(values[place], weight: own)
        sum += own * values[place]
        weight += own
      }
      guard weight > 0 else { continue }
      sumSquares.add(sum * sum)
      sumProducts.add(sum * weight)
      weightSquares.add(weight * weight)
      samples += 1
    }
  }
}

extension SampleMean: Codable {
  private enum CodingKeys: String, CodingKey {
    case mean, sumSquares, sumProducts, weightSquares, samples
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    mean = try container.decode(WeightedMean.self, forKey: .mean)
    sumSquares = try container.decode(ExactSum.self, forKey: .sumSquares)
    sumProducts = try container.decode(ExactSum.self, forKey: .sumProducts)
    weightSquares = try container.decode(ExactSum.self, forKey: .weightSquares)
    samples = try container.decodeCount(forKey: .samples)
    guard sumSquares.value >= 0, weightSquares.value >= 0,
      (samples == 0) == (mean.totalWeight == 0)
    else {
      throw DecodingError.dataCorruptedError(
        forKey: .samples, in: container,
        debugDescription: "no \(samples) samples have these sums; the state is damaged")
    }
  }
}
