import AssayCore

/// Logarithms of the probabilities of a row of scores.
enum Softmax {
  /// - Parameters:
  ///   - fromLogits: else the scores are probabilities, which are divided by their sum and kept within
  ///     1e-7...(1 − 1e-7).
  static func logarithms(_ scores: ArraySlice<Double>, fromLogits: Bool) -> [Double] {
    guard fromLogits else {
      let sum = scores.reduce(0, +)
      return scores.map { score in
        let share = score / sum
        return share.isNaN ? .nan : Double.log(min(max(share, 1e-7), 1 - 1e-7))
      }
    }
    let greatest = scores.max() ?? 0
    let sum = scores.reduce(0) { $0 + Double.exp($1 - greatest) }
    return scores.map { $0 - greatest - Double.log(sum) }
  }
}
