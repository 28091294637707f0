/// An area under a curve through every score.
protocol AreaMetric: SharedPassMetric where Counts == ScoreColumns {
  static func area(_ scores: RankedScores) -> Double?
}

extension AreaMetric {
  public var arguments: [String: MetricArgument] {
    ["multi_label": .bool(counts.layout == .byColumn)]
  }

  public var value: Double? {
    let areas = counts.columns.filter(\.areBoth).compactMap(Self.area)
    return quotient(areas.reduce(0, +), Double(areas.count))
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
