import AssayCore

/// A reading of ``ColumnCounts`` by the weighted harmonic mean of precision and recall.
public protocol FScore: SharedPassMetric where Counts == ColumnCounts {
  var average: Average { get }
  var beta: Double { get }
}

extension FScore {
  /// The score; with ``Average/none`` that of the only column.
  public var value: Double? { result.scalar ?? (counts.hits.count == 1 ? result.figures[0] : nil) }

  public var result: MetricValue {
    let columns = counts.hits.columns
    let figures = columns.map(score)
    return switch average {
    case .none: .vector(figures)
    case .micro: .scalar(score(counts.hits.pooled))
    case .macro: .scalar(averaged(figures, nil))
    case .weighted: .scalar(averaged(figures, columns.map(\.support)))
    }
  }

  /// What Keras prints: 1e-7 in every denominator, and 0 for a class that never occurred.
  public var kerasResult: MetricValue? {
    let hits = counts.keras.isEmpty ? counts.hits : counts.keras
    guard !hits.isEmpty else { return nil }
    let columns = hits.columns
    let figures = columns.map(kerasScore)
    switch average {
    case .none: return .vector(figures)
    case .micro: return .scalar(kerasScore(hits.pooled))
    case .macro: return .scalar(mean(figures))
    case .weighted:
      let support = columns.reduce(0) { $0 + $1.support } + 1e-7
      return .scalar(zip(figures, columns).reduce(0) { $0 + $1.0 * $1.1.support / support })
    }
  }

  /// Where the score lies for data drawn like these, by the delta method; for one column, or all
  /// pooled.
  ///
  /// The elements are taken to be independent, which the columns of a row may not be.
  ///
  /// - Empty: `nil` for several columns that are not pooled, which need a ``Bootstrap``.
  public func interval(level: Double) -> ConfidenceInterval? {
    let pooled = counts.hits.pooled
    let count = counts.hits.effectiveCount
    guard average == .micro || counts.hits.count == 1, count > 0, let score = score(pooled) else {
      return nil
    }
    // The score is a ratio of sums over elements: of a = (1 + β²)·hit, and of
    // b = a + β²·missed + falselyFound.
    let square = beta * beta
    let total = pooled.hits + pooled.falsePositives + pooled.falseNegatives
    func share(_ part: Double, _ a: Double, _ b: Double) -> Double {
      part / total * (a - score * b) * (a - score * b)
    }
    let spread =
      share(pooled.hits, 1 + square, 1 + square) + share(pooled.falsePositives, 0, 1)
      + share(pooled.falseNegatives, 0, square)
    let denominator =
      ((1 + square) * pooled.hits + square * pooled.falseNegatives + pooled.falsePositives) / total
    let half =
      -Normal.quantile((1 - level) / 2) * (spread / count).squareRoot() / denominator
    return ConfidenceInterval(
      low: max(0, score - half), high: min(1, score + half), level: level)
  }

  /// Of several columns that are not pooled: those of a row belong together.
  public var needsResampling: Bool { average == .macro || average == .weighted }

  var averageArgument: MetricArgument { average == .none ? .null : .text(average.rawValue) }

  private func score(_ column: ColumnHits.Column) -> Double? {
    let square = beta * beta
    let all =
      (1 + square) * column.hits + square * column.falseNegatives + column.falsePositives
    return all > 0 ? (1 + square) * column.hits / all : nil
  }

  private func kerasScore(_ column: ColumnHits.Column) -> Double {
    let precision = column.hits / (column.predicted + 1e-7)
    let recall = column.hits / (column.support + 1e-7)
    let square = beta * beta
    return (1 + square) * (precision * recall) / (square * precision + recall + 1e-7)
  }
}
