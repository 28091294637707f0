import AssayCore

/// A metric that is the best of one figure among the thresholds where another is good enough.
protocol ConstrainedMetric: SharedPassMetric where Counts == ThresholdCounts {
  /// The argument that says how good.
  static var constraint: String { get }
  var least: Double { get }
  init(least: Double, counts: ThresholdCounts)
  static func constrained(_ cells: ThresholdCounts.Cells) -> Double?
  static func dependent(_ cells: ThresholdCounts.Cells) -> Double?
}

extension ConstrainedMetric {
  static var constrainedParameters: [MetricParameter] {
    [
      MetricParameter(constraint, default: nil, "the least \(constraint), in 0...1"),
      MetricParameter("num_thresholds", default: "200", "how many thresholds from 0 to 1"),
      MetricParameter("class_id", default: "none", "the one column that counts"),
      ThresholdCounts.Configuration.logitsParameter,
    ]
  }

  static func counts(numThresholds: Int, classID: Int?, fromLogits: Bool) -> ThresholdCounts {
    precondition(numThresholds > 0, "\(className): \(numThresholds) thresholds")
    let last = Double(numThresholds - 1)
    let thresholds = numThresholds == 1 ? [0.5] : (0..<numThresholds).map { Double($0) / last }
    return ThresholdCounts(
      .init(thresholds: thresholds, classID: classID, fromLogits: fromLogits))
  }

  public init(arguments: MetricArguments) throws {
    try Self.check(arguments)
    guard let least = try arguments.number(Self.constraint, in: 0...1) else {
      throw arguments.missing(Self.constraint, "a number in 0.0...1.0")
    }
    self.init(
      least: least,
      counts: Self.counts(
        numThresholds: try arguments.integer("num_thresholds", default: 200, in: 1...1_000_000),
        classID: try arguments.integer("class_id", in: 0...),
        fromLogits: try arguments.bool("from_logits", default: false)))
  }

  public var arguments: [String: MetricArgument] {
    let configuration = counts.configuration
    var arguments: [String: MetricArgument] = [
      Self.constraint: .number(least),
      "num_thresholds": .integer(configuration.thresholds.count),
    ]
    if let classID = configuration.classID { arguments["class_id"] = .integer(classID) }
    if configuration.fromLogits { arguments["from_logits"] = .bool(true) }
    return arguments
  }

  public var value: Double? { best(counts) }

  private func best(_ counts: ThresholdCounts) -> Double? {
    counts.cells().filter { (Self.constrained($0) ?? -1) >= least }
      .compactMap(Self.dependent).max()
  }

  /// Where the figure lies for data drawn like these, each draw of which chooses a threshold of its own.
  public func interval(level: Double) -> ConfidenceInterval? {
    counts.resampledInterval(level: level, best)?.within(0...1)
  }

  /// 0 where a share is undefined, and where no threshold will do.
  public var kerasResult: MetricValue? {
    let keras =
      counts.cells().filter { (Self.constrained($0) ?? 0) >= least }
      .map { Self.dependent($0) ?? 0 }.max() ?? 0
    return keras == value ? nil : .scalar(keras)
  }
}

extension ThresholdCounts.Cells {
  var sensitivity: Double? { quotient(truePositives, truePositives + falseNegatives) }
  var specificity: Double? { quotient(trueNegatives, trueNegatives + falsePositives) }
  var precision: Double? { quotient(truePositives, truePositives + falsePositives) }
}
