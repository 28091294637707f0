import AssayCore

/// The mean crossentropy of yes-or-no predictions.
///
///     value = −Σ (yᵢ · ln pᵢ + (1 − yᵢ) · ln(1 − pᵢ)) / n
///
/// From logits it is computed without clipping. Probabilities are kept within 1e-7...(1 − 1e-7), as in
/// Keras, so that a certain mistake costs 16.1 at most.
///
/// - Shape: equal, but for a last axis of size 1. Each element counts.
/// - Range: `0...`; lower is better.
/// - Empty: `nil` until something has been counted.
/// - Throws: ``MetricError`` for a label outside 0...1, a NaN, shapes that differ; nothing is counted then.
/// - Source: `keras.metrics.BinaryCrossentropy`.
public struct BinaryCrossentropy: ElementMetric {
  public static let direction: Direction? = .lowerIsBetter
  public static let name = "binary_crossentropy"
  public static let aliases = ["bce", "BCE"]
  public static let summary = "mean crossentropy of yes-or-no predictions"
  public static let parameters = CrossentropyOptions.parameters

  private let options: CrossentropyOptions
  var mean = SampleMean()

  public init(fromLogits: Bool = false, labelSmoothing: Double = 0) {
    options = CrossentropyOptions(fromLogits: fromLogits, labelSmoothing: labelSmoothing)
  }

  public init(arguments: MetricArguments) throws {
    try Self.check(arguments)
    options = try CrossentropyOptions(arguments)
  }

  public var arguments: [String: MetricArgument] { options.arguments }

  func value(_ label: Double, _ prediction: Double) -> Double {
    guard label >= 0, label <= 1, !prediction.isNaN else { return .nan }
    let y = label * (1 - options.labelSmoothing) + options.labelSmoothing / 2
    if options.fromLogits {
      return max(prediction, 0) - prediction * y + Double.log(1 + Double.exp(-abs(prediction)))
    }
    let p = min(max(prediction, 1e-7), 1 - 1e-7)
    // A class with no share costs nothing; logarithms are what takes the time.
    if y == 0 { return -Double.log(1 - p) }
    if y == 1 { return -Double.log(p) }
    return -(y * Double.log(p) + (1 - y) * Double.log(1 - p))
  }
}
