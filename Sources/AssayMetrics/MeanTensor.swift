import AssayCore

/// The mean of tensors of one shape that are at hand, element by element.
///
///     values[j] = Σ wᵢⱼ·xᵢⱼ / Σ wᵢⱼ
///
///     var mean = MeanTensor()
///     try mean.update(values: Tensor([0, 1, 2] as [Float]))
///     try mean.update(values: Tensor([2, 3, 2] as [Float]))
///     mean.values  // [1, 2, 2]
///
/// It has no labels and no predictions, so it is no ``Metric`` and has no place in `compile`.
///
/// - Shape: that of the first update, or of `init(shape:)`. Weights: one a sample or one an element.
/// - Empty: an element is `nil` until it has been counted.
/// - Precision: exact sums, each rounded once; merging in any order gives the same bits.
/// - Throws: ``MetricError`` for a value that is not finite, another shape; nothing is counted then.
/// - Source: `tf.keras.metrics.MeanTensor` of Keras 2.
public struct MeanTensor: Sendable, Equatable {
  /// The shape of what is counted; `nil` while it is not known.
  public private(set) var shape: Shape?
  private let isFixed: Bool
  private var means: [WeightedMean] = []

  public init() { isFixed = false }

  /// Counts tensors of this shape only.
  public init(shape: Shape) {
    isFixed = true
    self.shape = shape
    means = Array(repeating: WeightedMean(), count: shape.elements)
  }

  public var empty: Self { isFixed ? Self(shape: shape ?? []) : Self() }

  /// The means, row by row.
  public var values: [Double?] { means.map(\.value) }

  /// The means with their shape; one undefined figure while that is not known.
  public var result: MetricValue { shape.map { .array($0, values) } ?? .scalar(nil) }

  /// Counts a tensor.
  public mutating func update(values: Tensor, weights: Tensor? = nil) throws {
    try requireShape(values.shape)
    let batch = try Batch(values: "MeanTensor", values: values, weights: weights)
    try batch.requirePairs { _, x, weight in x.isFinite && (x * weight).isFinite }
    let checked = batch.block(0, count: batch.rows)
    if shape == nil {
      shape = values.shape
      means = Array(repeating: WeightedMean(), count: values.count)
    }
    for (place, x) in checked.predictions.enumerated() {
      means[place].add(x, weight: checked.weights?[place] ?? 1)
    }
  }

  /// Adds what `other` has counted.
  ///
  /// - Throws: ``MetricError`` where the shapes differ, and changes nothing.
  public mutating func merge(_ other: Self) throws {
    guard let theirs = other.shape else { return }
    try requireShape(theirs)
    if shape == nil {
      shape = theirs
      means = other.means
      return
    }
    for (place, mean) in other.means.enumerated() { means[place].merge(mean) }
  }

  private func requireShape(_ found: Shape) throws {
    if let shape, shape != found {
      throw MetricError.argument(
        metric: "MeanTensor", name: "the shape of the values", found: "\(found)",
        wanted: "\(shape), as before")
    }
  }
}

extension MeanTensor: Codable {
  private enum CodingKeys: String, CodingKey { case shape, isFixed, means }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encodeIfPresent(shape.map { Array($0) }, forKey: .shape)
    try container.encode(isFixed, forKey: .isFixed)
    try container.encode(means, forKey: .means)
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let sizes = try container.decodeIfPresent([Int].self, forKey: .shape)
    isFixed = try container.decode(Bool.self, forKey: .isFixed)
    means = try container.decode([WeightedMean].self, forKey: .means)
    var count: Int? = sizes == nil ? 0 : 1
    for size in sizes ?? [] {
      let product = count.map { $0.multipliedReportingOverflow(by: size) }
      count = size >= 0 && product?.overflow == false ? product?.partialValue : nil
    }
    guard count == means.count, sizes?.count ?? 0 <= Shape.maximumRank, sizes != nil || !isFixed
    else {
      throw DecodingError.dataCorruptedError(
        forKey: .means, in: container,
        debugDescription: "\(means.count) means for the shape \(sizes ?? []); the state is damaged")
    }
    shape = sizes.map { Shape($0) }
  }
}
