import AssayCore

/// The correlation of labels and predictions, for two classes or more: Matthews's coefficient.
///
///     value = (n·Σ hitsᶜ − Σ labelsᶜ·predictionsᶜ)
///             / √((n² − Σ predictionsᶜ²)·(n² − Σ labelsᶜ²))
///
///     var correlation = MatthewsCorrelation()
///     try correlation.update(
///       labels: Tensor([1, 1, 1, 0] as [Int]), predictions: Tensor([1, 0, 1, 1] as [Int]))
///     correlation.value  // -0.3333333333333333
///
/// - Shape: what ``ClassCounts`` reads: class indices, one-hot labels, rows of scores, probabilities.
/// - Range: `-1...1`; higher is better.
/// - Empty: `nil` while all labels, or all predictions, are one class; scikit-learn says 0 there.
/// - Precision: from the shares of the exact margins, in doubles; no product of counts can overflow.
/// - Throws: ``MetricError`` for a label outside the classes, a NaN, shapes that do not fit; nothing
///   is counted then.
/// - Source: `sklearn.metrics.matthews_corrcoef`.
public struct MatthewsCorrelation: ClassTableMetric {
  public static let direction: Direction? = .higherIsBetter
  public static let name = "matthews_correlation"
  public static let summary = "correlation of labels and predictions over classes"
  public static let aliases = ["matthews-correlation", "mcc"]
  public static let isInKeras = false
  public static let range = -1.0...1.0
  public static let parameters = ClassCounts.parameters

  public var counts: ClassCounts

  public init(numClasses: Int? = nil, ignoreClass: Int? = nil, threshold: Double? = nil) {
    counts = ClassCounts(
      numClasses: numClasses, ignoreClass: ignoreClass, threshold: threshold)
  }

  public init(arguments: MetricArguments) throws {
    try Self.check(arguments)
    counts = try ClassCounts(arguments: arguments)
  }

  public var arguments: [String: MetricArgument] { counts.arguments }

  public func figure(_ margins: ClassMargins) -> Double? {
    let n = margins.total
    // One class alone leaves n² − n², and rounding must not make that a small number.
    guard margins.labels.allSatisfy({ $0 < n }), margins.predictions.allSatisfy({ $0 < n }) else {
      return nil
    }
    let places = margins.hits.indices
    func left(_ margin: [Double]) -> Double {
      1 - places.reduce(0) { $0 + (margin[$1] / n) * (margin[$1] / n) }
    }
    let covariance = places.reduce(0) {
      $0 + margins.hits[$1] / n - (margins.labels[$1] / n) * (margins.predictions[$1] / n)
    }
    let spread = left(margins.predictions) * left(margins.labels)
    return spread > 0 ? max(-1, min(1, covariance / spread.squareRoot())) : nil
  }
}
