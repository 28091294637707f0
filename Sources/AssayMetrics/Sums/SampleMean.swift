import AssayCore
import CKernels

/// A weighted mean of values, and how far it may lie from the mean of all data: samples, not values, are
/// taken to be independent.
///
/// With a the weighted sum and b the weight of each sample's values, the mean is R = Σa / Σb, and by
/// the delta method for ratios its variance is Σ(a − R·b)² / (Σb)² · n/(n − 1).
///
/// - Empty: `nil` while the weights add up to 0.
/// - Precision: exact sums, each rounded once; of a sample without weights and with one value, the
///   second is the square.
public struct SampleMean: Sendable, Equatable {
  private(set) var mean = WeightedMean()
  /// Σ a².
  private var squares = ExactSum()
  /// Σ a·(b − 1), so that samples of weight 1 need none.
  private var products = ExactSum()
  /// Σ b·(b − 1).
  private var weightSquares = ExactSum()
  private var samples = 0

  public init() {}

  /// Whether no sample of weight above 0 has been counted.
  var isEmpty: Bool { samples == 0 }

  /// The mean; `nil` while the weights add up to 0.
  public var value: Double? { mean.value }

  /// Adds what `other` has counted.
  public mutating func merge(_ other: SampleMean) {
    mean.merge(other.mean)
    squares.merge(other.squares)
    products.merge(other.products)
    weightSquares.merge(other.weightSquares)
    samples += other.samples
  }

  /// The variance of the mean; `nil` with fewer than two samples.
  var variance: Double? {
    guard samples > 1, let mean = value else { return nil }
    let total = self.mean.totalWeight
    // Σ(a − R·b)², of which Σa² and R²·Σb² may be far greater.
    let deviation = Twofold(mean)
    let spread =
      Twofold(squares) - Twofold(2) * deviation * (Twofold(self.mean.sum) + Twofold(products))
      + deviation * deviation
      * (Twofold(self.mean.otherWeights, adding: self.mean.count) + Twofold(weightSquares))
    let count = Double(samples)
    let variance = max(spread.value, 0) / (total * total) * (count / (count - 1))
    return variance.isFinite ? variance : nil
  }

  /// The mean and as many standard errors to both sides as the level asks for.
  func interval(level: Double) -> ConfidenceInterval? {
    guard let mean = value, let variance else { return nil }
    let half = -Normal.quantile((1 - level) / 2) * variance.squareRoot()
    return ConfidenceInterval(low: mean - half, high: mean + half, level: level)
  }

  /// Counts one sample with one value.
  ///
  /// - Parameters:
  ///   - weight: finite, 0 or more.
  mutating func add(_ value: Double, weight: Double = 1) {
    guard weight > 0 else { return }
    mean.add(value, weight: weight)
    let sum = weight * value
    squares.add(sum * sum)
    samples += 1
    guard weight != 1 else { return }
    products.add(sum * (weight - 1))
    weightSquares.add(weight * (weight - 1))
  }

  /// Counts a checked batch, the first axis of whose predictions counts samples.
  mutating func add(_ rule: ValueRule, _ batch: borrowing Batch) throws {
    let width = batch.rows / max(batch.predictions.rowCount, 1)
    // Of samples of several values a part might hold some.
    if width == 1 {
      let parts = batch.inParts(labelWidth: 1, of: SampleMean()) { raw, part in
        part.add(width: 1) { assay_add_values(&raw, rule.code, &$0) }
      }
      if let parts {
        for part in parts { merge(part) }
        return
      }
    }
    let fault = add(width: width) { partial in
      batch.withKernelBatch { assay_add_values(&$0, rule.code, &partial) }
    }
    if fault.kind != ASSAY_FAULT_NONE { throw batch.error(fault) }
  }

  /// Counts the values of a checked batch's rows, of which those of weight 0 may be anything.
  ///
  /// - Returns: the first row that has no finite value; nothing is counted then.
  mutating func add(
    _ values: UnsafeMutableBufferPointer<Double>, _ batch: borrowing Batch
  ) throws -> Int? {
    let width = batch.rows / max(batch.predictions.rowCount, 1)
    let fault = add(width: width) { partial in
      batch.withKernelBatch {
        $0.labels = nil
        $0.predictions = UnsafeRawPointer(values.baseAddress)
        $0.prediction_type = Int32(ASSAY_FLOAT64)
        return assay_add_values(&$0, Int32(ASSAY_VALUE_PREDICTION), &partial)
      }
    }
    switch Int(fault.kind) {
    case ASSAY_FAULT_NONE: return nil
    case ASSAY_FAULT_WEIGHT: throw batch.error(fault)
    default: return Int(fault.index)
    }
  }

  private mutating func add(
    width: Int, _ body: (inout assay_mean) -> assay_fault
  ) -> assay_fault {
    var partial = assay_mean()
    partial.width = Int64(max(width, 1))
    let fault = mean.withUnsafeMutableWords { sum, weights in
      squares.withUnsafeMutableWords { squares in
        ExactSum.withUnsafeMutableWords(&products, &weightSquares) { products, weightSquares in
          partial.sum = sum
          partial.weights = weights
          partial.squares = squares
          partial.products = products
          partial.weight_squares = weightSquares
          return body(&partial)
        }
      }
    }
    mean.add(count: Int(partial.count))
    samples += Int(partial.samples)
    return fault
  }
}

extension SampleMean: Codable {
  private enum CodingKeys: String, CodingKey {
    case mean, squares, products, weightSquares, samples
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    mean = try container.decode(WeightedMean.self, forKey: .mean)
    squares = try container.decode(ExactSum.self, forKey: .squares)
    products = try container.decode(ExactSum.self, forKey: .products)
    weightSquares = try container.decode(ExactSum.self, forKey: .weightSquares)
    samples = try container.decodeCount(forKey: .samples)
    guard squares.value >= 0, (samples == 0) == (mean.totalWeight == 0) else {
      throw DecodingError.dataCorruptedError(
        forKey: .samples, in: container,
        debugDescription: "no \(samples) samples have these sums; the state is damaged")
    }
  }
}
