/// A figure of each class, averaged.
///
/// A class that is neither a label nor predicted has none, and is left out of averages. One that is
/// a label but was never predicted, or the other way round, has the figure 0.
public protocol MulticlassFigure: ClassTableMetric {
  var average: Average { get }

  /// The figure of a class that is a label or was predicted.
  func figure(hits: Double, labels: Double, predictions: Double) -> Double
}

extension MulticlassFigure {
  public static var direction: Direction? { .higherIsBetter }
  public static var range: ClosedRange<Double> { 0...1 }
  public static var isInKeras: Bool { false }

  public var result: MetricValue {
    average == .none ? .vector(figures(counts.table.margins)) : .scalar(value)
  }

  public func figure(_ margins: ClassMargins) -> Double? {
    switch average {
    case .none: return nil
    case .micro:
      let sums = [margins.hits, margins.labels, margins.predictions].map { $0.reduce(0, +) }
      return sums[1] > 0 ? figure(hits: sums[0], labels: sums[1], predictions: sums[2]) : nil
    case .macro: return averaged(figures(margins), nil)
    case .weighted: return averaged(figures(margins), margins.labels)
    }
  }

  /// Where the figure lies for data drawn like these: by Wilson's interval for ``Average/micro``, which
  /// is the share that is right, else by the delta method over the table.
  public func interval(level: Double) -> ConfidenceInterval? {
    guard average == .micro else {
      return counts.table.interval(level: level, within: Self.range, of: figure)
    }
    guard let value else { return nil }
    return .wilson(share: value, count: counts.table.effectiveCount, level: level)
  }

  /// By class; `nil` for one that never occurred.
  func figures(_ margins: ClassMargins) -> [Double?] {
    margins.hits.indices.map { place in
      guard margins.labels[place] > 0 || margins.predictions[place] > 0 else { return nil }
      return figure(
        hits: margins.hits[place], labels: margins.labels[place],
        predictions: margins.predictions[place])
    }
  }
}
