import AssayCore

/// How far probabilities are from the shares that come true, over bins of equal mass.
///
///     value = Σ weightᵦ/n · |mean probabilityᵦ − share that happenedᵦ|
///
///     var error = AdaptiveCalibrationError(bins: 10)
///     try error.update(labels: y, predictions: p)
///     error.value
///
/// Rows are put in the order of their probabilities and cut into `bins` parts of equal weight. Equal
/// probabilities stay together: they belong to the part that holds the middle of their weight.
///
/// - Shape: as ``ExpectedCalibrationError``.
/// - Range: `0...1`; lower is better.
/// - Empty: `nil` until a row has been counted.
/// - Precision: the sums of each bin are exact. The state grows: an entry, of some 60 bytes, for each
///   different probability.
/// - Throws: as ``ExpectedCalibrationError``.
/// - Source: Nguyen and O'Connor, "Posterior calibration and exploratory analysis" (2015).
public struct AdaptiveCalibrationError: CatalogMetric {
  public static let direction: Direction? = .lowerIsBetter
  public static let name = "adaptive_calibration_error"
  public static let summary = "distance of probabilities from what comes true, equal-mass bins"
  public static let aliases = ["adaptive-calibration-error", "ace"]
  public static let isInKeras = false
  public static let isGrowing = true
  public static let parameters = [
    MetricParameter("bins", default: "15", "how many bins of equal mass there are"),
    MetricParameter("norm", default: "l1", "l1 (mean gap), l2 or max"),
  ]

  public let bins: Int
  public let norm: CalibrationNorm
  private var cells: [Double: CalibrationBin] = [:]

  public init(bins: Int = 15, norm: CalibrationNorm = .mean) {
    precondition(
      bins >= 1 && bins <= 65536, "AdaptiveCalibrationError: \(bins) bins are not in 1...65536")
    self.bins = bins
    self.norm = norm
  }

  public init(arguments: MetricArguments) throws {
    try Self.check(arguments)
    self.init(
      bins: try arguments.integer("bins", default: 15, in: 1...65536),
      norm: try arguments.choice("norm", default: .mean))
  }

  public var arguments: [String: MetricArgument] {
    ["bins": .integer(bins), "norm": .text(norm.rawValue)]
  }
  public var empty: Self { Self(bins: bins, norm: norm) }

  public var value: Double? { parts.flatMap(norm.gap) }

  /// By resampling each bin.
  public func interval(level: Double) -> ConfidenceInterval? {
    parts.flatMap { norm.interval(of: $0, level: level) }
  }

  /// The bins of equal mass; `nil` while nothing has been counted.
  private var parts: [CalibrationBin]? {
    let sorted = cells.sorted { $0.key < $1.key }.map(\.value)
    var whole = CalibrationBin()
    for cell in sorted { whole.merge(cell) }
    let total = whole.weight
    guard total > 0 else { return nil }
    var parts = [CalibrationBin](repeating: CalibrationBin(), count: bins)
    var before = 0.0
    for cell in sorted {
      // No number where the weights add up to infinity.
      let middle = (before + cell.weight / 2) / total
      parts[middle > 0 ? Int(min(middle * Double(bins), Double(bins - 1))) : 0].merge(cell)
      before += cell.weight
    }
    return parts
  }

  public mutating func update(labels: Tensor, predictions: Tensor, weights: Tensor?) throws {
    try Confidences.each(
      metric: Self.className, labels: labels, predictions: predictions, weights: weights
    ) { confidence, right, weight in
      // −0 is 0.
      cells[confidence + 0, default: CalibrationBin()]
        .add(confidence: confidence, right: right, weight: weight)
    }
  }

  public mutating func merge(_ other: Self) {
    precondition(
      bins == other.bins && norm == other.norm,
      "AdaptiveCalibrationError: merging \(other.arguments) into \(arguments)")
    for (confidence, cell) in other.cells {
      cells[confidence, default: CalibrationBin()].merge(cell)
    }
  }
}

extension AdaptiveCalibrationError: Codable {
  private enum CodingKeys: String, CodingKey { case bins, norm, confidences, cells }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    let sorted = cells.sorted { $0.key < $1.key }
    try container.encode(bins, forKey: .bins)
    try container.encode(norm, forKey: .norm)
    try container.encode(sorted.map(\.key), forKey: .confidences)
    try container.encode(sorted.map(\.value), forKey: .cells)
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    bins = try container.decode(Int.self, forKey: .bins)
    norm = try container.decode(CalibrationNorm.self, forKey: .norm)
    let confidences = try container.decode([Double].self, forKey: .confidences)
    let values = try container.decode([CalibrationBin].self, forKey: .cells)
    guard (1...65536).contains(bins), confidences.count == values.count,
      confidences.allSatisfy({ $0 >= 0 && $0 <= 1 }),
      zip(confidences, confidences.dropFirst())
        .allSatisfy(<)
    else {
      throw DecodingError.dataCorruptedError(
        forKey: .cells, in: container,
        debugDescription: "\(values.count) cells of \(bins) bins are none; the state is damaged")
    }
    cells = Dictionary(uniqueKeysWithValues: zip(confidences, values))
  }
}
