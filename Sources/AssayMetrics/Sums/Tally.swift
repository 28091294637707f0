import AssayCore
import CKernels

/// How many of the counted elements were right, exactly.
///
///     value = Σ wᵢ·[right] / Σ wᵢ
///
/// Elements of weight 1 are counted as integers, elements of weight 0 not at all, the others in two
/// exact sums.
///
/// - Empty: `nil` while the weights add up to 0.
public struct Tally: Sendable, Equatable {
  /// How many elements of weight 1 were right.
  public private(set) var correct = 0
  /// How many elements of weight 1 there were.
  public private(set) var total = 0
  /// The weights, other than 0 and 1, of elements that were right.
  public private(set) var weightedCorrect = ExactSum()
  /// The weights other than 0 and 1.
  public private(set) var weightedTotal = ExactSum()

  /// The squares of those.
  private var squares = ExactSum()

  public init() {}

  /// A tally of elements of weight 1.
  public init(correct: Int, total: Int) {
    precondition(
      correct >= 0 && correct <= total, "Tally: \(correct) correct of \(total)")
    self.correct = correct
    self.total = total
  }

  /// How many elements of equal weight would say as much: Kish's (Σw)² / Σw².
  public var effectiveCount: Double {
    let total = weightedTotal.value(adding: total)
    return total == 0 ? 0 : total * (total / squares.value(adding: self.total))
  }

  /// Whether some element had a weight other than 0 and 1.
  public var isWeighted: Bool { !weightedTotal.isZero }

  /// The share that was right; `nil` while the weights add up to 0.
  public var value: Double? {
    let all = weightedTotal.value(adding: total)
    return all == 0 ? nil : weightedCorrect.value(adding: correct) / all
  }

  /// Adds what `other` has counted.
  public mutating func merge(_ other: Tally) {
    correct += other.correct
    total += other.total
    weightedCorrect.merge(other.weightedCorrect)
    weightedTotal.merge(other.weightedTotal)
    squares.merge(other.squares)
  }

  /// Counts a checked batch.
  mutating func add(_ rule: HitRule, _ batch: borrowing Batch) throws {
    var partial = assay_tally()
    var fault = assay_fault()
    if batch.weights == nil {
      fault = batch.withKernelBatch { assay_count_hits(&$0, rule.code, &partial) }
    } else {
      fault = ExactSum.withUnsafeMutableWords(&weightedCorrect, &weightedTotal) { right, all in
        partial.weighted_correct = right
        partial.weighted_total = all
        return batch.withKernelBatch { assay_count_hits(&$0, rule.code, &partial) }
      }
    }
    if fault.kind != ASSAY_FAULT_NONE { throw batch.error(fault) }
    squares.addSquares(ofWeightsIn: batch)
    correct += Int(partial.correct)
    total += Int(partial.total)
  }
}

extension Tally: Codable {
  private enum CodingKeys: String, CodingKey {
    case correct, total, weightedCorrect, weightedTotal, squares
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    correct = try container.decodeCount(forKey: .correct)
    total = try container.decodeCount(forKey: .total)
    weightedCorrect = try container.decode(ExactSum.self, forKey: .weightedCorrect)
    weightedTotal = try container.decode(ExactSum.self, forKey: .weightedTotal)
    squares = try container.decode(ExactSum.self, forKey: .squares)
    guard correct <= total, squares.value >= 0, weightedCorrect.value >= 0,
      weightedCorrect.value <= weightedTotal.value
    else {
      throw DecodingError.dataCorruptedError(
        forKey: .correct, in: container,
        debugDescription: "\(correct) of \(total) right, by weight \(weightedCorrect) of "
          + "\(weightedTotal): more than there were; the state is damaged")
    }
  }
}
