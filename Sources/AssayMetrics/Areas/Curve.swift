import AssayCore

/// A curve under which there is an area, and how the area between two of its points is taken.
public enum Curve: String, Sendable, Codable, CaseIterable {
  /// True positive rate over false positive rate.
  case roc = "ROC"
  /// Precision over recall.
  case pr = "PR"
  /// Precision gain over recall gain (Flach and Kull, 2015).
  case prGain = "PRGAIN"

  /// How heights between two points are taken.
  public enum Summation: String, Sendable, Codable, CaseIterable {
    /// The mean; of precision, the curve that interpolates counts (Davis and Goadrich, 2006).
    case interpolation
    /// The lesser: a lower bound.
    case minoring
    /// The greater: an upper bound.
    case majoring
  }

  /// The area under the points of falling recall, with 0 for 0/0.
  ///
  /// - Source: `keras.metrics.AUC`.
  func area(_ cells: [ThresholdCounts.Cells], _ summation: Summation) -> Double {
    if self == .pr, summation == .interpolation { return Curve.interpolated(cells) }
    let points = cells.map(point)
    return zip(points, points.dropFirst()).reduce(0) { area, pair in
      let (a, b) = pair
      let height =
        switch summation {
        case .interpolation: (a.y + b.y) / 2
        case .minoring: min(a.y, b.y)
        case .majoring: max(a.y, b.y)
        }
      return area + (a.x - b.x) * height
    }
  }

  private func point(_ cells: ThresholdCounts.Cells) -> (x: Double, y: Double) {
    let recall = cells.sensitivity ?? 0
    switch self {
    case .roc:
      let negatives = cells.falsePositives + cells.trueNegatives
      return (quotient(cells.falsePositives, negatives) ?? 0, recall)
    case .pr: return (recall, cells.precision ?? 0)
    case .prGain:
      guard cells.truePositives > 0 else { return (0, 1) }
      let positives = cells.truePositives + cells.falseNegatives
      let negatives = cells.trueNegatives + cells.falsePositives
      let scale = quotient(positives, negatives) ?? 0
      return (
        max(0, 1 - scale * cells.falseNegatives / cells.truePositives),
        1 - scale * cells.falsePositives / cells.truePositives
      )
    }
  }

  private static func interpolated(_ cells: [ThresholdCounts.Cells]) -> Double {
    zip(cells, cells.dropFirst()).reduce(0) { area, pair in
      let (a, b) = pair
      let positives = (
        a.truePositives + a.falsePositives, b.truePositives + b.falsePositives
      )
      let hits = a.truePositives - b.truePositives
      let slope = quotient(hits, max(positives.0 - positives.1, 0)) ?? 0
      let intercept = b.truePositives - slope * positives.1
      let ratio = positives.0 > 0 && positives.1 > 0 ? positives.0 / positives.1 : 1
      let all = max(b.truePositives + b.falseNegatives, 0)
      return area + (quotient(slope * (hits + intercept * Double.log(ratio)), all) ?? 0)
    }
  }
}
