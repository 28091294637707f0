import CKernels

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
    var pairs: (UInt64, UInt64) = (0, 0)
    withUnsafeMutablePointer(to: &pairs) { pairs in
      pairs.withMemoryRebound(to: UInt64.self, capacity: 2) { pairs in
        switch self {
        case .narrow(let zeros, let ones):
          assay_rank_pairs_float(zeros, Int64(zeroCount), ones, Int64(oneCount), pairs)
        case .wide(let zeros, let ones):
          assay_rank_pairs_double(zeros, Int64(zeroCount), ones, Int64(oneCount), pairs)
        }
      }
    }
    let twice = Double(pairs.0) * 0x1p64 + Double(pairs.1)
    return twice / 2 / (Double(zeroCount) * Double(oneCount))
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
