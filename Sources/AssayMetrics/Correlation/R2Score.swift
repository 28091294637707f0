import AssayCore

/// The share of the labels' variance that predictions account for.
///
///     value = 1 − Σ w·(y − p)² / Σ w·(y − mean)²
///
///     var r2 = R2Score()
///     try r2.update(
///       labels: Tensor([1, 4, 3] as [Float]), predictions: Tensor([2, 4, 4] as [Float]))
///     r2.value  // 0.5714285714285714
///
/// With `numRegressors` q above 0 it is adjusted for them: 1 − (1 − R²)·(n − 1)/(n − q − 1), with n the
/// weight of the samples, `nil` unless q < n − 1. Keras takes n to be the number of elements.
///
/// - Shape: equal, but for a last axis of size 1; the last axis counts outputs where there are two axes
///   or more. Weights: one a sample or one an element.
/// - Range: up to 1; higher is better. Below 0 the labels' mean would have been better.
/// - Empty: `nil` until a pair has been counted. Where all labels are equal it is 1 for perfect
///   predictions, else `nil`; Keras has NaN and 0.
/// - Precision: from exact sums, in 106 bits: labels far from 0 do no harm, and merging in any order
///   gives the same bits.
/// - Throws: ``MetricError`` for a NaN, a square that is not finite, shapes that differ.
/// - Source: `keras.metrics.R2Score`.
public struct R2Score: SpreadMetric {
  public static let direction: Direction? = .higherIsBetter
  public static let name = "r2_score"
  public static let aliases = ["r2"]
  public static let summary = "share of the labels' variance that predictions account for"
  public static let parameters = [
    OutputAggregation.parameter,
    MetricParameter("num_regressors", default: "0", "adjusts for so many independent variables"),
  ]

  public let classAggregation: OutputAggregation
  public let numRegressors: Int
  public var counts = PairMoments()

  public init(classAggregation: OutputAggregation = .uniformAverage, numRegressors: Int = 0) {
    precondition(numRegressors >= 0, "R2Score: \(numRegressors) regressors; wanted 0 or more")
    self.classAggregation = classAggregation
    self.numRegressors = numRegressors
  }

  public init(arguments: MetricArguments) throws {
    try Self.check(arguments)
    classAggregation = try OutputAggregation(arguments)
    numRegressors = try arguments.integer("num_regressors", default: 0, in: 0...)
  }

  public var arguments: [String: MetricArgument] {
    ["class_aggregation": classAggregation.argument, "num_regressors": .integer(numRegressors)]
  }

  public static let missesMean = true
  public static func missed(_ sums: PairSums) -> Double { sums.residual }

  public var value: Double? { result.figures.count == 1 ? result.figures[0] : nil }

  public var result: MetricValue {
    let samples = counts.outputs.first?.weight ?? 0
    let regressors = Double(numRegressors)
    return aggregated { score in
      guard numRegressors > 0, let score else { return score }
      guard regressors < samples - 1 else { return nil }
      return 1 - (1 - score) * (samples - 1) / (samples - regressors - 1)
    }
  }

  /// What Keras prints: 0 and NaN where all labels are equal, and n the number of elements.
  public var kerasResult: MetricValue? {
    let outputs = counts.outputs
    guard !outputs.isEmpty, outputs[0].weight > 0 else { return nil }
    let elements = outputs.reduce(0) { $0 + $1.weight }
    let regressors = Double(numRegressors)
    func adjusted(_ score: Double) -> Double {
      guard numRegressors > 0, regressors < elements - 1 else { return score }
      return 1 - (1 - score) * (elements - 1) / (elements - regressors - 1)
    }
    let spreads = outputs.map(\.labelSpread)
    let scores = zip(outputs, spreads).map { sums, spread in
      spread == 0 ? (sums.residual == 0 ? Double.nan : 0) : 1 - sums.residual / spread
    }
    let keras: MetricValue
    switch classAggregation {
    case .none: keras = .vector(scores.map(adjusted))
    case .uniformAverage:
      keras = .scalar(adjusted(scores.reduce(0, +) / Double(scores.count)))
    case .varianceWeightedAverage:
      let sum = zip(spreads, scores).reduce(0) { $0 + $1.0 * $1.1 }
      keras = .scalar(adjusted(sum / spreads.reduce(0, +)))
    }
    return keras.isIdentical(to: result) ? nil : keras
  }
}
