import AssayCore

/// The mean quantile loss: least where predictions are the given quantile of the labels.
///
///     value = Σ max(q · (yᵢ − pᵢ), (q − 1) · (yᵢ − pᵢ)) / n
///
/// Each element counts: with several outputs a sample, each of them.
///
/// - Shape: equal, but for a last axis of size 1. Weights: one a sample or one an element.
/// - Range: `0...`; lower is better
/// - Empty: `nil` until a pair has been counted.
/// - Precision: values are rounded to doubles, their sum is exact; merging in any order gives the same bits.
/// - Throws: ``MetricError`` for a NaN, a value that is not finite, shapes that differ; nothing is counted
///   then.
/// - Source: Koenker and Bassett (1978); scikit-learn's `mean_pinball_loss`.
public struct PinballLoss: ElementMetric {
  public static let direction: Direction? = .lowerIsBetter
  public static let name = "pinball_loss"
  public static let summary = "mean quantile loss of predictions of one quantile"
  public static let aliases = ["pinball-loss"]
  public static let isInKeras = false
  public static let parameters = [
    MetricParameter("quantile", default: "0.5", "the quantile that is predicted, between 0 and 1")
  ]

  public let quantile: Double

  var mean = SampleMean()

  public init(quantile: Double = 0.5) {
    precondition((0...1).contains(quantile), "PinballLoss: quantile \(quantile)")
    self.quantile = quantile
  }

  public init(arguments: MetricArguments) throws {
    try Self.check(arguments)
    self.init(quantile: try arguments.number("quantile", default: 0.5, in: 0...1))
  }

  public var arguments: [String: MetricArgument] { ["quantile": .number(quantile)] }

  func value(_ label: Double, _ prediction: Double) -> Double {
    let difference = label - prediction
    return max(quantile * difference, (quantile - 1) * difference)
  }
}
