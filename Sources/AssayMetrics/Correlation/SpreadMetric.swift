/// A metric that says how much of the labels' spread predictions account for: 1 − missed / spread.
public protocol SpreadMetric: SharedPassMetric where Counts == PairMoments {
  var classAggregation: OutputAggregation { get }

  /// The part of an output's spread that predictions miss.
  static func missed(_ sums: PairSums) -> Double

  /// Whether a constant difference is missed too.
  static var missesMean: Bool { get }
}

extension SpreadMetric {
  /// Where the figure lies for data drawn like these, by the delta method; weighted samples count as
  /// Kish's effective number.
  ///
  /// The outputs belong to the same samples: of their mean the interval is the mean of theirs, as wide as
  /// if they always erred together.
  ///
  /// - Empty: `nil` for several figures, and for outputs weighted by their variance.
  public func interval(level: Double) -> ConfidenceInterval? {
    guard counts.outputs.count == 1 || classAggregation == .uniformAverage, let value else {
      return nil
    }
    var missed = 0.0
    var half = 0.0
    for sums in counts.outputs {
      guard let moments = CentralMoments(sums), moments.uu > 0 else { return nil }
      let share = Self.missed(sums) / sums.labelSpread
      let influence = PairInfluence(
        a: -share / moments.uu, c: 1 / moments.uu,
        f: Self.missesMean ? 2 * moments.difference / moments.uu : 0)
      guard let own = moments.halfWidth(influence, level: level) else { return nil }
      missed += share / Double(counts.outputs.count)
      half += own / Double(counts.outputs.count)
    }
    // An adjusted figure is a straight line of the plain one.
    if missed > 0 { half *= (1 - value) / missed }
    return ConfidenceInterval(low: value - half, high: min(value + half, 1), level: level)
  }

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
