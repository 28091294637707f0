import AssayCore

/// Which way a figure is better.
public enum Direction: String, Sendable, Codable {
  case higherIsBetter, lowerIsBetter
}

/// A figure over labels and predictions, held as a value of exact counts and sums.
///
///     var accuracy = BinaryAccuracy()
///     try accuracy.update(labels: Tensor([1, 0] as [Int]), predictions: Tensor([0.9, 0.2] as [Float]))
///     accuracy.value  // 1.0
///
/// Merging is associative and commutative to the last bit: any cut of the data, in any order, on any
/// number of machines, gives the same value.
public protocol Metric: Sendable, Codable, Equatable {
  /// Which way is better; `nil` where the figure itself does not say.
  static var direction: Direction? { get }

  /// The key in logs, Keras's default name: `binary_accuracy`.
  static var name: String { get }

  /// The figure over everything counted so far; `nil` while it is undefined.
  var value: Double? { get }

  /// This metric with the same configuration and nothing counted.
  var empty: Self { get }

  /// Counts one batch.
  ///
  /// - Parameters:
  ///   - weights: one weight a sample, or in the shape of the per-element values; `nil` is 1 each.
  /// - Throws: ``MetricError``, and counts nothing.
  mutating func update(labels: Tensor, predictions: Tensor, weights: Tensor?) throws

  /// Adds what `other` has counted.
  mutating func merge(_ other: Self)
}

extension Metric {
  /// Counts one batch, every sample alike.
  public mutating func update(labels: Tensor, predictions: Tensor) throws {
    try update(labels: labels, predictions: predictions, weights: nil)
  }
}
