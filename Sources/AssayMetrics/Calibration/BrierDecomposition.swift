import AssayCore

/// The Brier score and its parts, over bins of equal width.
///
///     reliability = Σ weightᵦ/n · (mean probabilityᵦ − shareᵦ)²
///     resolution  = Σ weightᵦ/n · (shareᵦ − share)²
///     uncertainty = share · (1 − share)
///
///     var parts = BrierDecomposition(bins: 10)
///     try parts.update(labels: y, predictions: p)
///     parts.result  // "brier": …, "reliability": …, "resolution": …, "uncertainty": …
///
/// Where all probabilities of a bin are equal, brier = reliability − resolution + uncertainty; what is
/// missing else is the spread within the bins. ``value`` is the Brier score itself.
///
/// - Shape: labels 0 and 1 against the probability of 1, equal shapes; or rows of probabilities, of
///   which the greatest counts.
/// - Range: `0...1`; of the score and the reliability lower is better.
/// - Empty: `nil` until a row has been counted.
/// - Precision: the sums of each bin are exact.
/// - Throws: as ``ExpectedCalibrationError``.
/// - Source: Murphy, "A new vector partition of the probability score" (1973).
public struct BrierDecomposition: SharedPassMetric {
  public static let direction: Direction? = .lowerIsBetter
  public static let name = "brier_decomposition"
  public static let summary = "Brier score in reliability, resolution and uncertainty"
  public static let aliases = ["brier-decomposition"]
  public static let isInKeras = false
  public static let parameters = [
    MetricParameter("bins", default: "15", "how many bins of equal width there are")
  ]

  public var counts: CalibrationCounts

  public init(bins: Int = 15) { counts = CalibrationCounts(bins: bins) }

  public init(arguments: MetricArguments) throws {
    try Self.check(arguments)
    self.init(bins: try arguments.integer("bins", default: 15, in: 1...65536))
  }

  public var arguments: [String: MetricArgument] { ["bins": .integer(counts.bins)] }

  public var value: Double? {
    let weight = whole.weight
    return weight > 0 ? counts.squares.value / weight : nil
  }

  public var result: MetricValue {
    guard let value, let share = whole.means?.share else {
      return .named(
        ["brier", "reliability", "resolution", "uncertainty"].map { .init($0, .scalar(nil)) })
    }
    var reliability = 0.0
    var resolution = 0.0
    let total = whole.weight
    for bin in counts.cells {
      guard let means = bin.means else { continue }
      let gap = means.confidence - means.share
      reliability += bin.weight / total * gap * gap
      resolution += bin.weight / total * (means.share - share) * (means.share - share)
    }
    return .named([
      .init("brier", .scalar(value)), .init("reliability", .scalar(reliability)),
      .init("resolution", .scalar(resolution)),
      .init("uncertainty", .scalar(share * (1 - share))),
    ])
  }

  private var whole: CalibrationBin {
    var whole = CalibrationBin()
    for bin in counts.cells { whole.merge(bin) }
    return whole
  }
}
