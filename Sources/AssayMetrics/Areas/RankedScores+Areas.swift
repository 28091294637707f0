import AssayCore
import CKernels

extension RankedScores {
  /// Scores that are equal, and what there is of each label.
  struct Group {
    var key: UInt64
    var zeros: Double
    var ones: Double
  }

  private var isWeighted: Bool { sides.contains { !$0.weighted.isEmpty } }

  /// How many scores of weight 1 a label has.
  private func count(_ side: Int) -> Int { sides[side].narrow.count + sides[side].wide.count }

  /// Whether both labels have scores.
  var areBoth: Bool {
    sides.allSatisfy { !($0.narrow.isEmpty && $0.wide.isEmpty && $0.weighted.isEmpty) }
  }

  /// The probability that a label 1 has the greater score, ties counting half.
  var roc: Double? {
    guard areBoth else { return nil }
    return isWeighted ? weightedROC : ranks.area
  }

  private var weightedROC: Double? {
    var below = ExactSum()
    var all = ExactSum()
    var pairs = ExactSum()
    for group in groups {
      pairs.add(below.value + group.zeros / 2, weight: group.ones)
      below.add(group.zeros)
      all.add(group.ones)
    }
    return quotient(pairs.value, below.value * all.value)
  }

  /// The sum over the scores, from the greatest down, of precision times what recall gains.
  var averagePrecision: Double? {
    guard isWeighted else { return ranks.averagePrecision }
    var hits = ExactSum()
    var positive = ExactSum()
    var sum = ExactSum()
    for group in groups.reversed() {
      hits.add(group.ones)
      positive.add(group.ones)
      positive.add(group.zeros)
      guard group.ones > 0 else { continue }
      sum.add(hits.value / positive.value, weight: group.ones)
    }
    return quotient(sum.value, hits.value)
  }

  /// How many scores of equal weight would say as much, of each label: Kish's (Σw)² / Σw².
  var effectiveCounts: (zeros: Double, ones: Double) {
    func effective(_ side: Int) -> Double {
      let weights = sides[side].weighted.map(\.weight)
      guard !weights.isEmpty else { return Double(count(side)) }
      let total = total(side)
      var squares = ExactSum()
      squares.add(weights.map { $0 * $0 })
      return total * (total / squares.value(adding: count(side)))
    }
    return (effective(0), effective(1))
  }

  /// The weight of a label's scores.
  private func total(_ side: Int) -> Double {
    var sum = ExactSum()
    sum.add(sides[side].weighted.map(\.weight))
    return sum.value(adding: count(side))
  }

  /// The standard error of ``roc`` (DeLong, DeLong and Clarke-Pearson, 1988); `nil` with fewer than
  /// two scores a label.
  var standardError: Double? {
    guard areBoth else { return nil }
    guard isWeighted else { return ranks.standardError }
    guard let area = weightedROC else { return nil }
    let effective = effectiveCounts
    guard effective.zeros > 1, effective.ones > 1 else { return nil }
    let zeros = total(0)
    let ones = total(1)
    // A score's placement is the share of the other label's that it beats.
    var below = 0.0
    var above = ones
    var squares = (ones: ExactSum(), zeros: ExactSum())
    for group in groups {
      above -= group.ones
      let one = (below + group.zeros / 2) / zeros - area
      let zero = (above + group.ones / 2) / ones - area
      squares.ones.add(one * one, weight: group.ones)
      squares.zeros.add(zero * zero, weight: group.zeros)
      below += group.zeros
    }
    return
      (squares.ones.value / ones / (effective.ones - 1)
      + squares.zeros.value / zeros / (effective.zeros - 1))
      .squareRoot()
  }

  /// The scores of weight 1 in order.
  private var ranks: Ranks {
    guard sides.allSatisfy(\.wide.isEmpty) else { return .wide(widened(0), widened(1)) }
    let keys = RankedScores.sorted([sides[0].narrow, sides[1].narrow])
    return .narrow(keys[0], keys[1])
  }

  /// All keys of weight 1 of a label, widened and sorted.
  private func widened(_ side: Int) -> [UInt64] {
    var keys = sides[side].narrow.map(RankedScores.widened) + sides[side].wide
    RankedScores.sort(&keys)
    return keys
  }

  private static func widened(_ key: UInt32) -> UInt64 {
    let bits = key & 0x8000_0000 != 0 ? key & 0x7FFF_FFFF : ~key
    return assay_rank_key_double(Double(Float(bitPattern: bits)))
  }

  /// The distinct scores, rising.
  private var groups: [Group] {
    let keys = [widened(0), widened(1)]
    let weighted = sides.map { $0.weighted.sorted(by: Weighted.isBefore) }
    var next = [0, 0]
    var nextWeighted = [0, 0]
    var groups: [Group] = []
    while true {
      var least: UInt64?
      for side in 0...1 {
        if next[side] < keys[side].count { least = min(least ?? .max, keys[side][next[side]]) }
        if nextWeighted[side] < weighted[side].count {
          least = min(least ?? .max, weighted[side][nextWeighted[side]].key)
        }
      }
      guard let key = least else { return groups }
      var parts = [0.0, 0.0]
      for side in 0...1 {
        let start = next[side]
        while next[side] < keys[side].count, keys[side][next[side]] == key { next[side] += 1 }
        var rest = ExactSum()
        while nextWeighted[side] < weighted[side].count,
          weighted[side][nextWeighted[side]].key == key
        {
          rest.add(weighted[side][nextWeighted[side]].weight)
          nextWeighted[side] += 1
        }
        parts[side] = rest.value(adding: next[side] - start)
      }
      groups.append(Group(key: key, zeros: parts[0], ones: parts[1]))
    }
  }
}
