/// A metric that says how much of the labels' spread predictions account for: 1 − missed / spread.
public protocol SpreadMetric: SharedPassMetric where Counts == PairMoments {
  var classAggregation: OutputAggregation { get }

  /// The part of an output's spread that predictions miss.
  static func missed(_ sums: PairSums) -> Double
}

extension SpreadMetric {
  /// The figures of the outputs, made one as asked; `nil` where one of those is undefined.
  func aggregated(_ adjust: (Double?) -> Double?) -> MetricValue {
    let figures = counts.outputs.map { sums -> Double? in
      let missed = Self.missed(sums)
      let spread = sums.labelSpread
      guard sums.weight > 0 else { return nil }
      if spread == 0 { return missed == 0 ? 1 : nil }
      return 1 - missed / spread
    }
    switch classAggregation {
    case .none: return figures.isEmpty ? .scalar(nil) : .vector(figures.map(adjust))
    case .uniformAverage: return .scalar(adjust(averaged(figures)))
    case .varianceWeightedAverage:
      let spread = counts.outputs.reduce(0) { $0 + $1.labelSpread }
      guard spread > 0 else { return .scalar(adjust(averaged(figures))) }
      // An output whose labels are all equal has no weight.
      let sum = zip(counts.outputs, figures).reduce(0) {
        $0 + $1.0.labelSpread * ($1.1 ?? 0)
      }
      return .scalar(adjust(sum / spread))
    }
  }

  private func averaged(_ figures: [Double?]) -> Double? {
    let known = figures.compactMap { $0 }
    guard !known.isEmpty, known.count == figures.count else { return nil }
    return known.reduce(0, +) / Double(known.count)
  }
}
