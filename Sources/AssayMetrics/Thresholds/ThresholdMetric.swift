import AssayCore

/// A metric that reads hits and misses at thresholds.
protocol ThresholdMetric: SharedPassMetric where Counts == ThresholdCounts {
  init(counts: ThresholdCounts)
}

extension ThresholdMetric {
  /// Whether several thresholds were given, so that there are as many figures.
  var isVector: Bool { counts.configuration.thresholds.count > 1 }

  /// The figure at each threshold, one or several.
  func read(_ figure: (ThresholdCounts.Cells) -> Double?) -> MetricValue {
    let figures = counts.cells().map(figure)
    return isVector ? .vector(figures) : .scalar(figures.first ?? nil)
  }

  /// That predictions outside 0...1 were compared with thresholds for probabilities.
  var outsideNotes: [String] {
    let count = counts.outside
    guard count > 0 else { return [] }
    return [
      "\(count) prediction\(count == 1 ? " lies" : "s lie") outside 0...1, but thresholds are "
        + "probabilities: are they logits? from_logits=true reads them so"
    ]
  }
}

extension ThresholdCounts.Configuration {
  static let thresholdParameters = [
    MetricParameter(
      "thresholds", default: "0.5", "one in 0...1, or several; predictions greater are positive"),
    logitsParameter,
  ]

  static let choiceParameters = [
    thresholdParameters[0],
    MetricParameter("top_k", default: "none", "only the k greatest scores of a row are positive"),
    MetricParameter("class_id", default: "none", "the one column that counts"),
    logitsParameter,
  ]

  static let logitsParameter = MetricParameter(
    "from_logits", default: "false", "predictions are logits; thresholds stay probabilities")

  /// Thresholds, and the choice among the scores of a row, where the metric has one.
  init(_ arguments: MetricArguments) throws {
    let topK = try arguments.integer("top_k", in: 1...)
    let given = try arguments.numbers("thresholds", in: 0...1)
    self.init(
      // Of a row's k greatest every one is positive, whatever its score.
      thresholds: given ?? (topK == nil ? [0.5] : [-.infinity]), topK: topK,
      classID: try arguments.integer("class_id", in: 0...),
      fromLogits: try arguments.bool("from_logits", default: false))
  }

  /// The arguments that make it.
  var arguments: [String: MetricArgument] {
    var arguments: [String: MetricArgument] = [:]
    if thresholds != [-.infinity] {
      arguments["thresholds"] =
        thresholds.count == 1 ? .number(thresholds[0]) : .list(thresholds.map { .number($0) })
    }
    if let topK { arguments["top_k"] = .integer(topK) }
    if let classID { arguments["class_id"] = .integer(classID) }
    if fromLogits { arguments["from_logits"] = .bool(true) }
    return arguments
  }
}

/// `a / b`; `nil` where b is 0.
func quotient(_ a: Double, _ b: Double) -> Double? { b == 0 ? nil : a / b }
