extension ClassTable {
  /// Where a figure of the margins lies for data drawn like these, by the delta method.
  ///
  /// The cells are a draw of n elements from the shares pᵢⱼ of a multinomial, so that the figure f has
  ///
  ///     variance = (Σ pᵢⱼ gᵢⱼ² − (Σ pᵢⱼ gᵢⱼ)²) / n    with gᵢⱼ = ∂f/∂pᵢⱼ
  ///
  /// where n is ``effectiveCount``. As f depends on the cells through the margins alone, its slopes
  /// are those along the label, the prediction and, on the diagonal, the hits of a cell, each by
  /// central differences.
  ///
  /// - Empty: `nil` while the figure is undefined.
  func interval(
    level: Double, within range: ClosedRange<Double>, of figure: (ClassMargins) -> Double?
  ) -> ConfidenceInterval? {
    let margins = margins
    guard margins.total > 0, let value = figure(margins) else { return nil }
    let shares = margins.shares
    func slopes(_ margin: WritableKeyPath<ClassMargins, [Double]>) -> [Double]? {
      var slopes: [Double] = []
      for place in shares.hits.indices {
        let share = shares[keyPath: margin][place]
        guard share > 0 else {
          slopes.append(0)
          continue
        }
        let step = min(1e-5, share / 2)
        var above = shares
        var below = shares
        above[keyPath: margin][place] += step
        below[keyPath: margin][place] -= step
        guard let high = figure(above), let low = figure(below) else { return nil }
        slopes.append((high - low) / (2 * step))
      }
      return slopes
    }
    guard let byLabel = slopes(\.labels), let byPrediction = slopes(\.predictions),
      let byHit = slopes(\.hits)
    else { return nil }
    return interval(level: level, around: value, within: range) { label, prediction in
      byLabel[label] + byPrediction[prediction] + (label == prediction ? byHit[label] : 0)
    }
  }

  /// The same for a figure whose slope along a cell's share is known.
  func interval(
    level: Double, around value: Double, within range: ClosedRange<Double>,
    slope: (_ label: Int, _ prediction: Int) -> Double
  ) -> ConfidenceInterval? {
    let total = sum(of: cells)
    let count = effectiveCount
    guard total > 0, count > 0 else { return nil }
    var mean = 0.0
    var square = 0.0
    for label in 0..<classes {
      for prediction in 0..<classes {
        let share = self[label, prediction] / total
        guard share > 0 else { continue }
        let slope = slope(label, prediction)
        mean += share * slope
        square += share * slope * slope
      }
    }
    let half =
      -Normal.quantile((1 - level) / 2) * (max(0, square - mean * mean) / count).squareRoot()
    guard half.isFinite else { return nil }
    return ConfidenceInterval(
      low: max(range.lowerBound, value - half), high: min(range.upperBound, value + half),
      level: level)
  }
}
