import AssayCore

/// A figure over labels and predictions, held as a value of exact counts and sums.
///
///     var accuracy = BinaryAccuracy()
///     try accuracy.update(labels: Tensor([1, 0] as [Int]), predictions: Tensor([0.9, 0.2] as [Float]))
///     accuracy.value  // 1.0
///
/// Merging is associative and commutative to the last bit: any cut of the data, in any order, on any
/// number of machines, gives the same value. Reset is ``empty``.
///
/// A metric of one's own is a struct, `Codable` and `Equatable`, with `update`, `merge`, `value` and
/// `empty`; it can then be saved in the middle of an epoch with nothing more to write. One that
/// cannot be `Codable` writes ``encodeState(to:)`` and ``restoreState(from:)`` itself.
public protocol Metric: Sendable {
  /// Which way is better; `nil` where the figure itself does not say.
  static var direction: Direction? { get }

  /// The key in logs, Keras's default name: `binary_accuracy`.
  static var name: String { get }

  /// Which way this one is better; a function's maker says. The type's ``direction-swift.type.property`` by default.
  var direction: Direction? { get }

  /// What is counted, in the plural: "elements" by default.
  ///
  /// It ends a sentence that begins with "averaged over".
  var unit: String { get }

  /// The figure over everything counted so far; `nil` while it is undefined, and where there are
  /// several.
  var value: Double? { get }

  /// Every figure over everything counted so far; ``value`` where there is but one.
  var result: MetricValue { get }

  /// Where the figure lies for data drawn like these; `nil` where no such range is known.
  ///
  /// - Parameters:
  ///   - level: between 0 and 1, both excluded: 0.95.
  func interval(level: Double) -> ConfidenceInterval?

  /// Whether only rows drawn again, a ``Bootstrap``, tell where the figure lies.
  var needsResampling: Bool { get }

  /// What Keras 3 prints for what has been counted, where that is another figure than ``result``.
  var kerasResult: MetricValue? { get }

  /// What a reader of the figure should know: that all scores fell into one bucket, say.
  var notes: [String] { get }

  /// This metric with the same configuration and nothing counted.
  var empty: Self { get }

  /// Counts one batch.
  ///
  /// - Parameters:
  ///   - weights: one weight a sample, or in the shape of the per-element values; `nil` is 1 each.
  /// - Throws: ``MetricError``, and counts nothing.
  mutating func update(labels: Tensor, predictions: Tensor, weights: Tensor?) throws

  /// Adds what `other`, of the same configuration, has counted.
  mutating func merge(_ other: Self)

  /// Writes what has been counted.
  func encodeState(to encoder: any Encoder) throws

  /// Takes over what ``encodeState(to:)`` of a metric of the same configuration wrote.
  ///
  /// - Throws: ``MetricError/configuration(metric:)`` or a `DecodingError`, and changes nothing.
  mutating func restoreState(from decoder: any Decoder) throws
}

extension Metric {
  /// Where the figure lies at the level 0.95.
  public func interval() -> ConfidenceInterval? { interval(level: 0.95) }

  public var direction: Direction? { Self.direction }
  public var unit: String { "elements" }
  public var result: MetricValue { .scalar(value) }
  public func interval(level: Double) -> ConfidenceInterval? { nil }
  public var needsResampling: Bool { false }
  public var kerasResult: MetricValue? { nil }
  public var notes: [String] { [] }

  /// Counts one batch, every sample alike.
  public mutating func update(labels: Tensor, predictions: Tensor) throws {
    try update(labels: labels, predictions: predictions, weights: nil)
  }
}

extension Metric where Self: Codable & Equatable {
  public func encodeState(to encoder: any Encoder) throws { try encode(to: encoder) }

  public mutating func restoreState(from decoder: any Decoder) throws {
    let saved = try Self(from: decoder)
    guard saved.empty == empty else { throw MetricError.configuration(metric: "\(Self.self)") }
    self = saved
  }
}
