import AssayCore
import CKernels

/// The mean of weighted values, from exact sums.
///
///     value = Σ wᵢ·xᵢ / Σ wᵢ
///
///     var mean = WeightedMean()
///     mean.add(1)
///     mean.add(4, weight: 0.5)
///     mean.value  // 2.0
///
/// Values of weight 1 are counted as integers, so a mean without weights costs one sum.
///
/// - Empty: `nil` while the weights add up to 0.
/// - Precision: both sums are exact and rounded once each; then one division.
public struct WeightedMean: Sendable, Equatable {
  /// Σ wᵢ·xᵢ.
  public private(set) var sum = ExactSum()
  /// How many values of weight 1 there were.
  public private(set) var count = 0
  /// The sum of the other weights.
  public private(set) var otherWeights = ExactSum()

  public init() {}

  /// Σ wᵢ, rounded once.
  public var totalWeight: Double { otherWeights.value(adding: count) }

  /// The mean; `nil` while the weights add up to 0.
  public var value: Double? {
    let weight = totalWeight
    return weight == 0 ? nil : sum.value / weight
  }

  /// Counts a value.
  ///
  /// - Parameters:
  ///   - weight: finite, 0 or more; a value of weight 0 is not looked at.
  public mutating func add(_ x: Double, weight: Double = 1) {
    precondition(
      weight >= 0 && weight < .infinity,
      "WeightedMean: weight \(weight) is not a finite number of 0 or more")
    if weight == 1 {
      sum.add(x)
      count += 1
    } else if weight != 0 {
      sum.add(x, weight: weight)
      otherWeights.add(weight)
    }
  }

  /// Adds what `other` has counted.
  public mutating func merge(_ other: WeightedMean) {
    sum.merge(other.sum)
    count += other.count
    otherWeights.merge(other.otherWeights)
  }

  /// Calls `body` with the words of both sums, in place.
  mutating func withUnsafeMutableWords<R>(
    _ body: (_ sum: UnsafeMutablePointer<Int64>, _ weights: UnsafeMutablePointer<Int64>) -> R
  ) -> R {
    ExactSum.withUnsafeMutableWords(&sum, &otherWeights, body)
  }

  /// Counts values of weight 1 that a kernel has added to the sum.
  mutating func add(count: Int) { self.count += count }

  /// Counts a checked batch.
  mutating func add(_ rule: ValueRule, _ batch: borrowing Batch) throws {
    var partial = assay_mean()
    var fault = assay_fault()
    if batch.weights == nil {
      fault = sum.withUnsafeMutableWords { words in
        partial.sum = words
        return batch.withKernelBatch { assay_add_values(&$0, rule.code, &partial) }
      }
    } else {
      fault = ExactSum.withUnsafeMutableWords(&sum, &otherWeights) { words, weights in
        partial.sum = words
        partial.weights = weights
        return batch.withKernelBatch { assay_add_values(&$0, rule.code, &partial) }
      }
    }
    if fault.kind != ASSAY_FAULT_NONE { throw batch.error(fault) }
    count += Int(partial.count)
  }
}

extension WeightedMean: Codable {
  private enum CodingKeys: String, CodingKey { case sum, count, otherWeights }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    sum = try container.decode(ExactSum.self, forKey: .sum)
    count = try container.decodeCount(forKey: .count)
    otherWeights = try container.decode(ExactSum.self, forKey: .otherWeights)
    guard otherWeights.value >= 0 else {
      throw DecodingError.dataCorruptedError(
        forKey: .otherWeights, in: container,
        debugDescription:
          "weights that add up to \(otherWeights) are no weights; the state is damaged")
    }
  }
}

extension KeyedDecodingContainer {
  /// A count as a state holds it: small enough that no merging of states can overflow.
  func decodeCount(forKey key: Key) throws -> Int {
    let count = try decode(Int.self, forKey: key)
    guard count >= 0, count < 1 << 48 else {
      throw DecodingError.dataCorruptedError(
        forKey: key, in: self,
        debugDescription: "a count of \(count) is outside 0..<2^48; the state is damaged")
    }
    return count
  }
}
