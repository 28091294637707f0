/// How the figures of several classes become one.
public enum Average: String, Sendable, Codable, CaseIterable {
  /// They do not: the result is an array.
  case none
  /// One figure of the counts of all classes together.
  case micro
  /// The mean over the classes, each counting once.
  case macro
  /// The mean over the classes, weighted by how often each is the label.
  case weighted
}

extension MetricArguments {
  /// An average; null is `none`.
  func average(_ name: String = "average", default absent: Average) throws -> Average {
    if values[name] == .null { return .none }
    return try choice(name, default: absent)
  }
}

/// Figures of classes, averaged; those that are undefined are left out.
///
/// - Returns: `nil` where nothing is left.
func averaged(_ figures: [Double?], _ weights: [Double]?) -> Double? {
  let defined = zip(figures, weights ?? figures.map { _ in 1 }).filter { $0.0 != nil }
  let total = defined.reduce(0) { $0 + $1.1 }
  return total > 0 ? defined.reduce(0) { $0 + ($1.0 ?? 0) * $1.1 } / total : nil
}
