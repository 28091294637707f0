import AssayCore

/// The mean crossentropy of rows of scores against one-hot labels.
///
///     value = −Σ Σ yᵢⱼ · ln pᵢⱼ / n
///
/// From logits it is computed without clipping. Probabilities are kept within 1e-7...(1 − 1e-7), as in
/// Keras, so that a certain mistake costs 16.1 at most.
///
/// - Shape: labels and predictions `[batch, …, classes]`; probabilities are divided by their sum.
/// - Range: `0...`; lower is better.
/// - Empty: `nil` until something has been counted.
/// - Throws: ``MetricError`` for a NaN, shapes that differ; nothing is counted then.
/// - Source: `keras.metrics.CategoricalCrossentropy`.
public struct CategoricalCrossentropy: RowMetric {
  public static let direction: Direction? = .lowerIsBetter
  public static let name = "categorical_crossentropy"
  public static let summary = "mean crossentropy of rows of scores against one-hot labels"
  public static let parameters =
    CrossentropyOptions.parameters
    + [MetricParameter("axis", default: "-1", "the axis of the classes, the last")]

  private let options: CrossentropyOptions
  var mean = SampleMean()

  public init(fromLogits: Bool = false, labelSmoothing: Double = 0) {
    options = CrossentropyOptions(fromLogits: fromLogits, labelSmoothing: labelSmoothing)
  }

  public init(arguments: MetricArguments) throws {
    try Self.check(arguments)
    guard try arguments.integer("axis", default: -1) == -1 else {
      throw arguments.error("axis", arguments.values["axis"] ?? nil, "-1, the last axis")
    }
    options = try CrossentropyOptions(arguments)
  }

  public var arguments: [String: MetricArgument] { options.arguments }

  func value(_ labels: Numbers, _ predictions: Numbers) -> Double {
    let smoothing = options.labelSmoothing
    let share = smoothing / Double(labels.count)
    let logarithms = Softmax(predictions, fromLogits: options.fromLogits)
    var sum = 0.0
    for (label, score) in zip(labels, predictions) {
      let y = label * (1 - smoothing) + share
      if y != 0 || score.isNaN { sum -= y * logarithms[score] }
    }
    return sum
  }
}
