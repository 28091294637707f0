/// An area under a curve through every score.
protocol AreaMetric: SharedPassMetric where Counts == ScoreColumns {
  static func area(_ scores: RankedScores) -> Double?

  /// Where the area of one column lies for data drawn like these.
  static func interval(_ scores: RankedScores, level: Double) -> ConfidenceInterval?
}

extension AreaMetric {
  public var arguments: [String: MetricArgument] {
    ["multi_label": .bool(counts.layout == .byColumn)]
  }

  public var value: Double? {
    let areas = counts.columns.filter(\.areBoth).compactMap(Self.area)
    return quotient(areas.reduce(0, +), Double(areas.count))
  }

  /// Where the figure lies for data drawn like these.
  ///
  /// The columns belong to the same samples: of their mean the interval is the mean of theirs, as wide as
  /// if they always erred together.
  public func interval(level: Double) -> ConfidenceInterval? {
    let columns = counts.columns.filter(\.areBoth)
    let intervals = columns.compactMap { Self.interval($0, level: level) }
    guard !columns.isEmpty, intervals.count == columns.count else { return nil }
    let count = Double(columns.count)
    return ConfidenceInterval(
      low: intervals.reduce(0) { $0 + $1.low } / count,
      high: intervals.reduce(0) { $0 + $1.high } / count, level: level)
  }

  public var notes: [String] {
    let missing = counts.columns.indices.filter { !counts.columns[$0].areBoth }
    guard !missing.isEmpty else { return [] }
    if counts.columns.count == 1 { return ["all labels are of one class: no area is defined"] }
    return [
      "left out, as their labels are all of one kind: columns "
        + missing.map(String.init).joined(separator: ", ")
    ]
  }
}
