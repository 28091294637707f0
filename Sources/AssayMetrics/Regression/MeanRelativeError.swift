import AssayCore

/// The mean of the absolute differences between labels and predictions, each divided by a number given
/// beforehand.
///
///     value = Σ |yᵢ − pᵢ| / normalizerᵢ / n
///
///     var error = MeanRelativeError(normalizer: [1, 3])
///     try error.update(
///       labels: Tensor([[1, 3]] as [[Float]]), predictions: Tensor([[2, 4]] as [[Float]]))
///     error.value  // 0.6666666666666666
///
/// - Shape: equal, but for a last axis of size 1. With several normalizers the last axis, of two or
///   more, has as many numbers. Weights: one a sample or one an element.
/// - Range: `0...`; lower is better.
/// - Empty: `nil` until a pair has been counted.
/// - Throws: ``MetricError`` for a NaN, a value that is not finite, shapes that do not fit.
/// - Source: `tf.keras.metrics.MeanRelativeError` of Keras 2, where a difference over 0 is 0; here a
///   normalizer of 0 is refused, and so is one number a row of the batch.
public struct MeanRelativeError: ValueMetric {
  public static let direction: Direction? = .lowerIsBetter
  public static let name = "mean_relative_error"
  public static let summary = "mean of absolute differences, divided by given numbers"
  public static let isInKeras = false
  public static let parameters = [
    MetricParameter(
      "normalizer", default: "1", "what differences are divided by: one number, or one an output")
  ]

  public let normalizer: [Double]
  var mean = SampleMean()

  public init(normalizer: [Double] = [1]) {
    precondition(
      !normalizer.isEmpty && normalizer.allSatisfy { $0 > 0 && $0.isFinite },
      "MeanRelativeError: normalizer \(normalizer); wanted finite numbers above 0")
    self.normalizer = normalizer
  }

  public init(arguments: MetricArguments) throws {
    try Self.check(arguments)
    normalizer = try arguments.numbers("normalizer") ?? [1]
    guard normalizer.allSatisfy({ $0 > 0 }) else {
      throw arguments.error(
        "normalizer", arguments.values["normalizer"] ?? .null, "numbers above 0")
    }
  }

  public var arguments: [String: MetricArgument] {
    ["normalizer": .list(normalizer.map(MetricArgument.number))]
  }

  public mutating func update(labels: Tensor, predictions: Tensor, weights: Tensor?) throws {
    let batch = try Batch(
      pairs: Self.className, labels: labels, predictions: predictions, weights: weights)
    let normalizer = normalizer
    guard
      normalizer.count == 1
        || (predictions.rank > 1 && predictions.shape.lastSize == normalizer.count)
    else {
      throw MetricError.shapes(
        metric: Self.className, labels: labels.shape, predictions: predictions.shape,
        wanted: "a normalizer of \(normalizer.count) numbers needs a last axis of as many")
    }
    try mean.add(batch, labelWidth: 1) { place, labels, predictions in
      abs(labels[0] - predictions[0]) / normalizer[place % normalizer.count]
    }
  }
}

extension MeanRelativeError: Codable {
  private enum CodingKeys: String, CodingKey { case normalizer, mean }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    normalizer = try container.decode([Double].self, forKey: .normalizer)
    mean = try container.decode(SampleMean.self, forKey: .mean)
    guard !normalizer.isEmpty, normalizer.allSatisfy({ $0 > 0 && $0.isFinite }) else {
      throw DecodingError.dataCorruptedError(
        forKey: .normalizer, in: container,
        debugDescription: "a normalizer of \(normalizer) is not above 0; the state is damaged")
    }
  }
}
