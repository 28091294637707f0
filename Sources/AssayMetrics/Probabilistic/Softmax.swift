import AssayCore

/// Logarithms of the probabilities of a row of scores.
struct Softmax {
  /// The greatest logit, or the sum of the probabilities.
  private let scale: Double
  /// The logarithm of the sum of the logits' exponentials, the greatest being 0.
  private let logSum: Double?

  /// - Parameters:
  ///   - fromLogits: else the scores are probabilities, which are divided by their sum and kept within
  ///     1e-7...(1 − 1e-7).
  init(_ scores: Numbers, fromLogits: Bool) {
    guard fromLogits else {
      scale = scores.reduce(0, +)
      logSum = nil
      return
    }
    let greatest = scores.max() ?? 0
    scale = greatest
    logSum = Double.log(scores.reduce(0) { $0 + Double.exp($1 - greatest) })
  }

  /// The logarithm of the probability of one of the scores.
  subscript(score: Double) -> Double {
    if let logSum { return score - scale - logSum }
    let share = score / scale
    return share.isNaN ? .nan : Double.log(min(max(share, 1e-7), 1 - 1e-7))
  }
}
