import AssayCore

/// The area under a curve, from counts at fixed thresholds, as Keras takes it.
///
///     var auc = AUC()
///     try auc.update(
///       labels: Tensor([0, 0, 1, 1] as [Int]), predictions: Tensor([0, 0.5, 0.3, 0.9] as [Float]))
///     auc.value  // 0.75
///
/// The same small state for any number of rows, at a price: scores between two thresholds are not
/// told apart. Where that may matter ``notes`` says by how much at most; ``ExactAUC`` has no thresholds.
///
/// - Shape: equal, but for a last axis of size 1; with `multiLabel`, `[batch, labels]`, a curve a label.
/// - Range: `0...1`; higher is better.
/// - Empty: `nil` until labels of both classes have been counted; Keras prints 0.
/// - Throws: ``MetricError`` for a label other than 0 and 1, a NaN, shapes that differ.
/// - Source: `keras.metrics.AUC`.
public struct AUC: SharedPassMetric {
  public static let direction: Direction? = .higherIsBetter
  public static let name = "auc"
  public static let summary = "area under a curve, from counts at fixed thresholds"
  public static let parameters = [
    MetricParameter("num_thresholds", default: "200", "how many thresholds from 0 to 1, 2 or more"),
    MetricParameter("curve", default: "ROC", "ROC, PR or PRGAIN"),
    MetricParameter(
      "summation_method", default: "interpolation", "interpolation, minoring or majoring"),
    MetricParameter("thresholds", default: "none", "thresholds of one's own, between 0 and 1"),
    MetricParameter(
      "multi_label", default: "false", "a curve a label, and the mean of their areas"),
    MetricParameter("num_labels", default: "none", "how many labels there are"),
    MetricParameter("label_weights", default: "none", "the weight of each label"),
    MetricParameter("from_logits", default: "false", "predictions are logits"),
  ]

  public let curve: Curve
  public let summation: Curve.Summation
  /// How many labels a sample has, where it was said.
  public let numLabels: Int?
  public let labelWeights: [Double]?
  /// Whether thresholds are one's own.
  private let hasOwnThresholds: Bool
  public var counts: ThresholdCounts

  /// - Parameters:
  ///   - thresholds: one's own, of which 0 and 1 need not be part; in place of `numThresholds`.
  public init(
    numThresholds: Int = 200, curve: Curve = .roc, summation: Curve.Summation = .interpolation,
    thresholds: [Double]? = nil, multiLabel: Bool = false, numLabels: Int? = nil,
    labelWeights: [Double]? = nil, fromLogits: Bool = false
  ) {
    precondition(numThresholds > 1, "AUC: \(numThresholds) thresholds; wanted 2 or more")
    precondition(
      labelWeights?.allSatisfy { $0 >= 0 && $0 < .infinity } ?? true,
      "AUC: label weights \(labelWeights ?? [])")
    let last = Double(numThresholds - 1)
    let inner =
      thresholds?.sorted() ?? (1..<(numThresholds - 1)).map { Double($0) / last }
    hasOwnThresholds = thresholds != nil
    self.curve = curve
    self.summation = summation
    self.numLabels = multiLabel ? numLabels : nil
    self.labelWeights = labelWeights
    counts = ThresholdCounts(
      .init(
        thresholds: [-1e-7] + inner + [1 + 1e-7], fromLogits: fromLogits, isByColumn: multiLabel,
        labelWeights: multiLabel ? nil : labelWeights, isOpen: true))
  }

  public init(arguments: MetricArguments) throws {
    try Self.check(arguments)
    let multiLabel = try arguments.bool("multi_label", default: false)
    if !multiLabel, arguments.has("num_labels") {
      throw arguments.error(
        "num_labels", arguments.values["num_labels"] ?? nil, "it only with multi_label")
    }
    self.init(
      numThresholds: try arguments.integer("num_thresholds", default: 200, in: 2...1_000_000),
      curve: try arguments.anyCase("curve", default: .roc),
      summation: try arguments.anyCase("summation_method", default: .interpolation),
      thresholds: try arguments.numbers("thresholds", in: 0...1), multiLabel: multiLabel,
      numLabels: try arguments.integer("num_labels", in: 1...),
      labelWeights: try arguments.numbers("label_weights", in: 0...),
      fromLogits: try arguments.bool("from_logits", default: false))
  }

  public var arguments: [String: MetricArgument] {
    let configuration = counts.configuration
    var arguments: [String: MetricArgument] = [
      "num_thresholds": .integer(configuration.thresholds.count), "curve": .text(curve.rawValue),
      "summation_method": .text(summation.rawValue), "multi_label": .bool(configuration.isByColumn),
      "from_logits": .bool(configuration.fromLogits),
    ]
    if hasOwnThresholds {
      arguments["thresholds"] = .list(
        configuration.thresholds.dropFirst().dropLast().map { .number($0) })
    }
    if let numLabels { arguments["num_labels"] = .integer(numLabels) }
    if let labelWeights { arguments["label_weights"] = .list(labelWeights.map { .number($0) }) }
    return arguments
  }

  public var value: Double? { mean { areBoth($0) ? curve.area($0, summation) : nil } }

  /// Where the area lies for data drawn like these, by resampling the buckets.
  ///
  /// - Empty: `nil` with `multiLabel`, as the labels of a sample belong together; a ``Bootstrap`` tells.
  public func interval(level: Double) -> ConfidenceInterval? {
    counts.resampledInterval(level: level) { counts in
      let cells = counts.cells()
      return areBoth(cells) ? curve.area(cells, summation) : nil
    }?.within(0...1)
  }

  public var needsResampling: Bool { counts.configuration.isByColumn }

  public var kerasResult: MetricValue? {
    let keras = mean { curve.area($0, summation) } ?? 0
    return keras == value ? nil : .scalar(keras)
  }

  public var notes: [String] {
    var notes: [String] = []
    for column in 0..<counts.columns {
      let which = counts.columns > 1 ? " of label \(column)" : ""
      let cells = counts.cells(column: column)
      if !areBoth(cells) {
        notes.append("all labels\(which) counted are of one class: no area is defined")
        continue
      }
      let off = greatestError(column)
      if curve == .roc, off > 0.005 {
        let percent = (off * 2000).rounded() / 10
        notes.append(
          "\(percent) % of the pairs\(which) fall between the same two thresholds: the figure may "
            + "be off by up to \((off * 1000).rounded() / 1000); auc-exact has no thresholds")
      }
    }
    if counts.outside > 0 {
      notes.append(
        "\(counts.outside) predictions lie outside 0...1: are they logits? from_logits=true reads "
          + "them so")
    }
    return notes
  }

  private func areBoth(_ cells: [ThresholdCounts.Cells]) -> Bool {
    guard let first = cells.first else { return false }
    return first.truePositives + first.falseNegatives > 0
      && first.falsePositives + first.trueNegatives > 0
  }

  /// Half the share of pairs of the two classes that lie in one bucket.
  private func greatestError(_ column: Int) -> Double {
    let histogram = counts.histogram(column: column)
    let zeros = histogram.reduce(0) { $0 + $1.zeros }
    let ones = histogram.reduce(0) { $0 + $1.ones }
    guard zeros > 0, ones > 0 else { return 0 }
    return histogram.reduce(0) { $0 + $1.zeros / zeros * ($1.ones / ones) } / 2
  }

  /// The mean over labels of an area, of those that have one.
  private func mean(_ area: ([ThresholdCounts.Cells]) -> Double?) -> Double? {
    var sum = 0.0
    var all = 0.0
    for column in 0..<counts.columns {
      guard let area = area(counts.cells(column: column)) else { continue }
      let weights = counts.configuration.isByColumn ? labelWeights : nil
      let weight = weights.map { column < $0.count ? $0[column] : 0 } ?? 1
      sum += weight * area
      all += weight
    }
    return quotient(sum, all)
  }
}

extension MetricArguments {
  /// One of several words, whatever its capitals, as Keras reads them.
  func anyCase<Choice: RawRepresentable & CaseIterable>(
    _ name: String, default absent: Choice
  ) throws -> Choice where Choice.RawValue == String {
    guard has(name), let found = values[name] else { return absent }
    guard case .text(let word) = found,
      let choice = Choice.allCases.first(where: {
        $0.rawValue.lowercased() == word.lowercased()
      })
    else {
      throw error(name, found, "one of " + Choice.allCases.map(\.rawValue).joined(separator: ", "))
    }
    return choice
  }
}
