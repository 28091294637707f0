import AssayCore

/// How far probabilities are from the shares that come true, over bins of equal width.
///
///     value = Σ weightᵦ/n · |mean probabilityᵦ − share that happenedᵦ|
///
///     var error = ExpectedCalibrationError(bins: 2)
///     try error.update(
///       labels: Tensor([0, 0, 1, 1] as [Int]), predictions: Tensor([0.25, 0.25, 0.5, 1] as [Float]))
///     error.value  // 0.25
///
/// One number a row is the probability of label 1; of a row of probabilities the greatest counts, which
/// is that of its class being the label.
///
/// - Shape: labels 0 and 1 `[batch, …]` against equal shapes; class indices `[batch, …]` or one-hot
///   labels against `[batch, …, classes]`.
/// - Range: `0...1`; lower is better.
/// - Empty: `nil` until a row has been counted.
/// - Precision: the sums of each bin are exact.
/// - Throws: ``MetricError`` for a number outside `0...1`, a label that is no class, a NaN; nothing is
///   counted then.
/// - Source: `torchmetrics.classification.CalibrationError`, to which 1 is a bin of its own; Naeini,
///   Cooper and Hauskrecht (2015).
public struct ExpectedCalibrationError: SharedPassMetric {
  public static let direction: Direction? = .lowerIsBetter
  public static let name = "expected_calibration_error"
  public static let summary = "distance of probabilities from what comes true, equal-width bins"
  public static let aliases = ["calibration-error", "ece"]
  public static let isInKeras = false
  public static let parameters = [
    MetricParameter("bins", default: "15", "how many bins of equal width there are"),
    MetricParameter("norm", default: "l1", "l1 (mean gap), l2 or max"),
  ]

  public let norm: CalibrationNorm
  public var counts: CalibrationCounts

  public init(bins: Int = 15, norm: CalibrationNorm = .mean) {
    self.norm = norm
    counts = CalibrationCounts(bins: bins)
  }

  public init(arguments: MetricArguments) throws {
    try Self.check(arguments)
    self.init(
      bins: try arguments.integer("bins", default: 15, in: 1...65536),
      norm: try arguments.choice("norm", default: .mean))
  }

  public var arguments: [String: MetricArgument] {
    ["bins": .integer(counts.bins), "norm": .text(norm.rawValue)]
  }

  public var value: Double? { norm.gap(of: counts.cells) }

  /// By resampling each bin.
  public func interval(level: Double) -> ConfidenceInterval? {
    norm.interval(of: counts.cells, level: level)
  }
}
