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
    let isWeighted = batch.weights != nil
    let width = rule.labelWidth(classes: batch.classes)
    let parts = batch.inParts(labelWidth: width, of: Tally()) {
      $1.count(rule, &$0, isWeighted: isWeighted)
    }
    if let parts {
      for part in parts { merge(part) }
      return
    }
    let fault = batch.withKernelBatch { count(rule, &$0, isWeighted: isWeighted) }
    if fault.kind != ASSAY_FAULT_NONE { throw batch.error(fault) }
  }

  private mutating func count(
    _ rule: HitRule, _ raw: inout assay_batch, isWeighted: Bool
  ) -> assay_fault {
    var partial = assay_tally()
    var fault = assay_fault()
    if isWeighted {
      fault = ExactSum.withUnsafeMutableWords(&weightedCorrect, &weightedTotal) { right, all in
        partial.weighted_correct = right
        partial.weighted_total = all
        return assay_count_hits(&raw, rule.code, &partial)
      }
    } else {
      fault = assay_count_hits(&raw, rule.code, &partial)
    }
    guard fault.kind == ASSAY_FAULT_NONE else { return fault }
    if isWeighted { squares.withUnsafeMutableWords { assay_add_weight_squares(&raw, $0) } }
    correct += Int(partial.correct)
    total += Int(partial.total)
    return fault
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
