import AssayCore

/// The mean over queries of how well each one's items were put in order.
///
/// A query is a row of scores with a row of relevances. One without a relevant item says nothing
/// about the order: it is left out, and counted apart.
struct RankingMean: Sendable, Codable, Equatable {
  private(set) var mean = WeightedMean()
  /// How many queries had no relevant item.
  private(set) var skipped = 0

  init() {}

  var value: Double? { mean.value }

  var notes: [String] {
    skipped == 0
      ? []
      : [
        "\(skipped) \(skipped == 1 ? "query has" : "queries have") no relevant item and "
          + "\(skipped == 1 ? "is" : "are") left out"
      ]
  }

  mutating func merge(_ other: Self) {
    mean.merge(other.mean)
    skipped += other.skipped
  }

  /// Counts a batch.
  ///
  /// - Parameters:
  ///   - score: the figure of a query, from its items' relevances and scores.
  mutating func add(
    metric: String, labels: Tensor, predictions: Tensor, weights: Tensor?, isGraded: Bool,
    _ score: (_ relevances: [Double], _ scores: [Double]) -> Double
  ) throws {
    let batch = try Batch(
      classRows: metric, labels: labels, predictions: predictions, weights: weights)
    let items = batch.classes
    let rows = batch.rows
    let y = labels.doubles
    let p = predictions.doubles
    let w = weights?.doubles
    func place(_ index: Int, _ tensor: Tensor) -> MetricError.Position {
      MetricError.Position(index: index, in: tensor.shape)
    }
    var added = self
    for row in 0..<rows {
      let weight = w?[row / batch.block] ?? 1
      guard weight >= 0, weight < .infinity else {
        throw MetricError.weightOutOfRange(
          metric: metric, weight: weight, at: place(row / batch.block, weights ?? labels))
      }
      if weight == 0 { continue }
      let range = (row * items)..<((row + 1) * items)
      for index in range {
        if y[index].isNaN {
          throw MetricError.labelNotANumber(metric: metric, at: place(index, labels))
        }
        if !isGraded, y[index] != 0, y[index] != 1 {
          throw MetricError.labelNotBinary(
            metric: metric, label: y[index], at: place(index, labels))
        }
        guard y[index] >= 0, y[index] < 0x1p53 else {
          throw MetricError.argument(
            metric: metric, name: "the relevance in \(place(index, labels))",
            found: "\(y[index])", wanted: "a number of 0 or more, below 2^53")
        }
        if p[index].isNaN {
          throw MetricError.predictionNotANumber(metric: metric, at: place(index, predictions))
        }
      }
      let relevances = Array(y[range])
      guard relevances.contains(where: { $0 > 0 }) else {
        added.skipped += 1
        continue
      }
      added.mean.add(score(relevances, Array(p[range])), weight: weight)
    }
    self = added
  }

  private enum CodingKeys: String, CodingKey { case mean, skipped }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    mean = try container.decode(WeightedMean.self, forKey: .mean)
    skipped = try container.decodeCount(forKey: .skipped)
  }
}

/// Where the first relevant item of a query comes, when equal scores are put in any order alike.
struct FirstRelevant {
  /// How many items come before it for certain, how many are tied with it, how many of those are
  /// relevant.
  let before: Int
  let tied: Int
  let relevant: Int

  init(relevances: [Double], scores: [Double]) {
    let best =
      zip(relevances, scores).filter { $0.0 > 0 }.map(\.1).max() ?? -.infinity
    before = scores.count { $0 > best }
    tied = scores.count { $0 == best }
    relevant = zip(relevances, scores).count { $0.0 > 0 && $0.1 == best }
  }

  /// The mean over the orders of the tie of a figure of the place, counted from 1.
  func mean(_ figure: (Int) -> Double) -> Double {
    var sum = 0.0
    // The share of the orders in which no relevant item has come yet.
    var left = 1.0
    for step in 0...max(0, tied - relevant) {
      let here = left * Double(relevant) / Double(tied - step)
      sum += here * figure(before + step + 1)
      left -= here
    }
    return sum
  }
}
