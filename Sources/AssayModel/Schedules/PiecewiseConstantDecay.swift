/// A rate that jumps at given steps.
///
///     rate(s) = values[i], with i the number of boundaries below s
///     SGD(learningRate: .piecewiseConstant(boundaries: [100, 200], values: [1, 0.5, 0.1]))
///
/// - Source: `keras.optimizers.schedules.PiecewiseConstantDecay`.
public struct PiecewiseConstantDecay: LearningRateSchedule {
  /// The last step of each value but the last; ascending.
  public var boundaries: [Int]
  public var values: [Double]

  public init(boundaries: [Int], values: [Double]) {
    self.boundaries = boundaries
    self.values = values
  }

  public func rate(at step: Int) -> Double {
    values[boundaries.firstIndex { step <= $0 } ?? boundaries.count]
  }

  public func validate() throws(ModelError) {
    guard values.count == boundaries.count + 1, !boundaries.isEmpty else {
      throw .argument(
        where: "PiecewiseConstantDecay",
        found: "\(boundaries.count) boundaries and \(values.count) values",
        wanted: "1 boundary or more, and one value more than boundaries")
    }
    guard zip(boundaries, boundaries.dropFirst()).allSatisfy(<) else {
      throw .argument(
        where: "PiecewiseConstantDecay", found: "boundaries \(boundaries)",
        wanted: "ascending numbers")
    }
    for value in values { try check(["a value": value]) }
  }
}

extension LearningRateSchedule where Self == PiecewiseConstantDecay {
  /// ``PiecewiseConstantDecay``.
  public static func piecewiseConstant(boundaries: [Int], values: [Double]) -> Self {
    Self(boundaries: boundaries, values: values)
  }
}
