import CKernels
import Dispatch

/// Scores of labels 0 and of labels 1, as sorted keys, and the areas under the curves through them.
enum Ranks {
  case narrow([UInt32], [UInt32])
  case wide([UInt64], [UInt64])

  /// How many labels 0 and labels 1 there are.
  private var counts: (zeros: Int, ones: Int) {
    switch self {
    case .narrow(let zeros, let ones): (zeros.count, ones.count)
    case .wide(let zeros, let ones): (zeros.count, ones.count)
    }
  }

  /// The share of the pairs in which the label 1 has the greater score, ties counting half.
  var area: Double? {
    let (zeroCount, oneCount) = counts
    guard zeroCount > 0, oneCount > 0 else { return nil }
    let pairs: Pairs
    switch self {
    case .narrow(let zeros, let ones):
      pairs = Ranks.pairs(zeros, ones) { assay_rank_pairs_float($0, $1, $2, $3, $4) }
    case .wide(let zeros, let ones):
      pairs = Ranks.pairs(zeros, ones) { assay_rank_pairs_double($0, $1, $2, $3, $4) }
    }
    return pairs.value / 2 / (Double(zeroCount) * Double(oneCount))
  }

  /// Twice the number of pairs with the greater key among the ones, a tie counting half; parts of the
  /// ones side by side.
  private static func pairs<Key: FixedWidthInteger & Sendable>(
    _ zeros: [Key], _ ones: [Key],
    _ count:
      @Sendable (
        UnsafePointer<Key>, Int64, UnsafePointer<Key>, Int64, UnsafeMutablePointer<UInt64>
      ) -> Void
  ) -> Pairs {
    let parts = max(min(processorCount, ones.count >> 17), 1)
    var found = [Pairs](repeating: Pairs(), count: parts)
    zeros.withUnsafeBufferPointer { zeros in
      ones.withUnsafeBufferPointer { ones in
        found.withUnsafeMutableBufferPointer { found in
          let shared = Keys(zeros: zeros, ones: ones, found: found)
          DispatchQueue.concurrentPerform(iterations: parts) { part in
            let first = shared.ones.count * part / parts
            let number = shared.ones.count * (part + 1) / parts - first
            // The zeros below all ones of the part need no walk.
            let below = shared.zeros.places(below: shared.ones[first])
            var halves: (UInt64, UInt64) = (0, 0)
            withUnsafeMutablePointer(to: &halves) {
              $0.withMemoryRebound(to: UInt64.self, capacity: 2) {
                count(
                  shared.zeros.baseAddress! + below, Int64(shared.zeros.count - below),
                  shared.ones.baseAddress! + first, Int64(number), $0)
              }
            }
            var pairs = Pairs(high: halves.0, low: halves.1)
            let rest = UInt64(2 * below).multipliedFullWidth(by: UInt64(number))
            pairs.add(Pairs(high: rest.high, low: rest.low))
            shared.found[part] = pairs
          }
        }
      }
    }
    return found.reduce(into: Pairs()) { $0.add($1) }
  }

  private struct Keys<Key>: @unchecked Sendable {
    let zeros: UnsafeBufferPointer<Key>
    let ones: UnsafeBufferPointer<Key>
    let found: UnsafeMutableBufferPointer<Pairs>
  }

  /// A number of pairs, which 64 bits may not hold.
  private struct Pairs: Sendable {
    var high: UInt64 = 0
    var low: UInt64 = 0
    var value: Double { Double(high) * 0x1p64 + Double(low) }

    mutating func add(_ other: Pairs) {
      let sum = low.addingReportingOverflow(other.low)
      low = sum.partialValue
      high += other.high + (sum.overflow ? 1 : 0)
    }
  }

  /// The sum over the scores, from the greatest down, of precision times what recall gains.
  var averagePrecision: Double? {
    let (zeroCount, oneCount) = counts
    guard oneCount > 0 else { return nil }
    var sum = ExactSum()
    sum.withUnsafeMutableWords { words in
      switch self {
      case .narrow(let zeros, let ones):
        assay_rank_precision_float(zeros, Int64(zeroCount), ones, Int64(oneCount), words)
      case .wide(let zeros, let ones):
        assay_rank_precision_double(zeros, Int64(zeroCount), ones, Int64(oneCount), words)
      }
    }
    return sum.value / Double(oneCount)
  }

  /// The standard error of ``area`` (DeLong, DeLong and Clarke-Pearson, 1988); `nil` with fewer than
  /// two scores a label.
  var standardError: Double? {
    let (zeroCount, oneCount) = counts
    guard zeroCount > 1, oneCount > 1, let area else { return nil }
    // The squares of how far the placements, shares of the other label's that a score beats, lie
    // from their mean.
    var ofZeros = ExactSum()
    var ofOnes = ExactSum()
    ExactSum.withUnsafeMutableWords(&ofZeros, &ofOnes) { zeroWords, oneWords in
      switch self {
      case .narrow(let zeros, let ones):
        assay_rank_placements_float(
          zeros, Int64(zeroCount), ones, Int64(oneCount), area, zeroWords, oneWords)
      case .wide(let zeros, let ones):
        assay_rank_placements_double(
          zeros, Int64(zeroCount), ones, Int64(oneCount), area, zeroWords, oneWords)
      }
    }
    let zeros = Double(zeroCount)
    let ones = Double(oneCount)
    return (ofOnes.value / ones / (ones - 1) + ofZeros.value / zeros / (zeros - 1)).squareRoot()
  }
}

extension UnsafeBufferPointer where Element: Comparable {
  /// How many of the sorted elements are less.
  fileprivate func places(below element: Element) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if self[middle] < element { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
