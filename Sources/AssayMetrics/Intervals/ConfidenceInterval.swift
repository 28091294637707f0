/// The range in which a figure lies at a stated level of confidence.
///
///     let interval = ConfidenceInterval.wilson(correct: 95, total: 100)
///     interval.low   // 0.8882…
///     interval.high  // 0.9785…
public struct ConfidenceInterval: Sendable, Codable, Equatable {
  public let low: Double
  public let high: Double
  /// How often such an interval holds the true figure: 0.95.
  public let level: Double

  public init(low: Double, high: Double, level: Double) {
    self.low = low
    self.high = high
    self.level = level
  }

  /// Wilson's score interval for a share.
  ///
  ///     centre = (p + z²/2n) / (1 + z²/n)
  ///     half width = z/(1 + z²/n) · √(p(1 − p)/n + z²/4n²)
  ///
  /// with p = correct / total, n = total, and z the normal quantile of (1 + level) / 2. It never
  /// leaves `0...1` and does not shrink to a point where all, or none, were right.
  ///
  /// - Parameters:
  ///   - total: 1 or more.
  ///   - level: between 0 and 1, both excluded.
  /// - Source: Wilson, "Probable inference, the law of succession, and statistical inference" (1927).
  public static func wilson(
    correct: Int, total: Int, level: Double = 0.95
  ) -> ConfidenceInterval {
    precondition(
      total > 0 && correct >= 0 && correct <= total,
      "ConfidenceInterval: \(correct) correct of \(total)")
    precondition(
      level > 0 && level < 1,
      "ConfidenceInterval: level \(level) is not between 0 and 1, as 0.95 is")
    return wilson(share: Double(correct) / Double(total), count: Double(total), level: level)
      ?? ConfidenceInterval(low: 0, high: 1, level: level)
  }

  /// The interval of as many times the figure.
  func scaled(by factor: Double) -> ConfidenceInterval {
    ConfidenceInterval(low: low * factor, high: high * factor, level: level)
  }

  /// The part of the interval within a range.
  func within(_ range: ClosedRange<Double>) -> ConfidenceInterval {
    ConfidenceInterval(
      low: min(max(low, range.lowerBound), range.upperBound),
      high: min(max(high, range.lowerBound), range.upperBound), level: level)
  }

  /// Wilson's interval for a share of elements, `count` of which would say as much as weighted ones.
  ///
  /// - Empty: `nil` where the count is not above 0.
  static func wilson(share: Double, count n: Double, level: Double) -> ConfidenceInterval? {
    guard n > 0 else { return nil }
    // The quantile of the small tail keeps its digits where the level is close to 1.
    let z = -Normal.quantile((1 - level) / 2)
    let right = share * n
    let spread = z * (right * (n - right) / n + z * z / 4).squareRoot()
    let centre = right + z * z / 2
    return ConfidenceInterval(
      low: share == 0 ? 0 : max(0, (centre - spread) / (n + z * z)),
      high: share == 1 ? 1 : min(1, (centre + spread) / (n + z * z)), level: level)
  }
}

extension ConfidenceInterval: CustomStringConvertible {
  public var description: String { "\(low)...\(high) at level \(level)" }
}
