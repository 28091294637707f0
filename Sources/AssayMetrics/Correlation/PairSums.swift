/// Exact sums of labels, predictions, their squares and products, of one output.
public struct PairSums: Sendable, Equatable {
  /// The least and the greatest number.
  struct Bounds: Sendable, Codable, Equatable {
    var least = Double.infinity
    var greatest = -Double.infinity

    var isConstant: Bool { least == greatest }

    mutating func include(_ x: Double) {
      least = min(least, x)
      greatest = max(greatest, x)
    }

    mutating func merge(_ other: Bounds) {
      least = min(least, other.least)
      greatest = max(greatest, other.greatest)
    }
  }

  /// How many pairs of weight 1 there were.
  private(set) var count = 0
  /// The sum of the other weights.
  private(set) var otherWeights = ExactSum()
  private(set) var labels = ExactSum()
  private(set) var predictions = ExactSum()
  private(set) var labelSquares = ExactSum()
  private(set) var predictionSquares = ExactSum()
  private(set) var products = ExactSum()
  private(set) var fourth = FourthMoments()
  /// Of the labels and of the predictions; `nil` while nothing has been counted.
  private(set) var labelBounds: Bounds?
  private(set) var predictionBounds: Bounds?

  init() {}

  mutating func merge(_ other: PairSums) {
    count += other.count
    otherWeights.merge(other.otherWeights)
    labels.merge(other.labels)
    predictions.merge(other.predictions)
    labelSquares.merge(other.labelSquares)
    predictionSquares.merge(other.predictionSquares)
    products.merge(other.products)
    fourth.merge(other.fourth)
    labelBounds = merged(labelBounds, other.labelBounds)
    predictionBounds = merged(predictionBounds, other.predictionBounds)
  }

  private func merged(_ a: Bounds?, _ b: Bounds?) -> Bounds? {
    guard var bounds = a, let b else { return a ?? b }
    bounds.merge(b)
    return bounds
  }

  /// Counts pairs whose weighted squares are finite.
  mutating func add(_ y: [Double], _ p: [Double], weights: [Double]?) {
    guard !y.isEmpty else { return }
    var bounds = (labels: labelBounds ?? Bounds(), predictions: predictionBounds ?? Bounds())
    for place in y.indices {
      bounds.labels.include(y[place])
      bounds.predictions.include(p[place])
    }
    labelBounds = bounds.labels
    predictionBounds = bounds.predictions
    if let weights {
      count += weights.count { $0 == 1 }
      otherWeights.add(weights.filter { $0 != 1 })
      labels.add(PairSums.products(y, weights))
      predictions.add(PairSums.products(p, weights))
    } else {
      count += y.count
      labels.add(y)
      predictions.add(p)
    }
    labelSquares.add(PairSums.products(y, y, weights))
    predictionSquares.add(PairSums.products(p, p, weights))
    products.add(PairSums.products(y, p, weights))
    fourth.add(y, p, weights: weights)
  }

  /// Numbers that add up to the products' sum exactly.
  private static func products(_ a: [Double], _ b: [Double], _ weights: [Double]? = nil)
    -> [Double]
  {
    var parts: [Double] = []
    parts.reserveCapacity(a.count)
    func add(_ x: Double, _ y: Double) {
      let product = x * y
      parts.append(product)
      let error = (-product).addingProduct(x, y)
      if error != 0 { parts.append(error) }
    }
    for place in a.indices {
      guard let weight = weights?[place], weight != 1 else {
        add(a[place], b[place])
        continue
      }
      let product = a[place] * b[place]
      add(weight, product)
      let error = (-product).addingProduct(a[place], b[place])
      if error != 0 { add(weight, error) }
    }
    return parts
  }
}

extension PairSums {
  /// Σw.
  var weight: Double { otherWeights.value(adding: count) }

  private var exactWeight: Twofold { Twofold(otherWeights, adding: count) }

  /// Σw·(y − mean)²; exactly 0 where all labels are equal.
  var labelSpread: Double {
    labelBounds?.isConstant != false ? 0 : spread(labels, labels, labelSquares)
  }

  /// Σw·(p − mean)²; exactly 0 where all predictions are equal.
  var predictionSpread: Double {
    predictionBounds?.isConstant != false ? 0 : spread(predictions, predictions, predictionSquares)
  }

  /// Σw·(y − mean)·(p − mean).
  var productSpread: Double {
    labelBounds?.isConstant != false || predictionBounds?.isConstant != false
      ? 0 : spread(labels, predictions, products, isSquare: false)
  }

  /// Σw·(y − p)², rounded once.
  var residual: Double { max(exactResidual.value, 0) }

  /// Σw·(d − mean)² of the differences d = y − p.
  var differenceSpread: Double {
    let differences = differences
    return spread(differences, differences, exactResidual)
  }

  /// The weighted mean of y − p.
  var meanDifference: Double { differences.value / weight }

  private var differences: ExactSum {
    var differences = labels
    differences.subtract(predictions)
    return differences
  }

  private var exactResidual: ExactSum {
    var residual = labelSquares
    residual.merge(predictionSquares)
    residual.subtract(products)
    residual.subtract(products)
    return residual
  }

  private func spread(
    _ a: ExactSum, _ b: ExactSum, _ products: ExactSum, isSquare: Bool = true
  ) -> Double {
    let spread = (Twofold(products) - Twofold(a) * (Twofold(b) / exactWeight)).value
    return isSquare ? max(spread, 0) : spread
  }
}

extension PairSums: Codable {
  private enum CodingKeys: String, CodingKey {
    case count, otherWeights, labels, predictions, labelSquares, predictionSquares, products, fourth
    case labelBounds, predictionBounds
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    count = try container.decodeCount(forKey: .count)
    otherWeights = try container.decode(ExactSum.self, forKey: .otherWeights)
    labels = try container.decode(ExactSum.self, forKey: .labels)
    predictions = try container.decode(ExactSum.self, forKey: .predictions)
    labelSquares = try container.decode(ExactSum.self, forKey: .labelSquares)
    predictionSquares = try container.decode(ExactSum.self, forKey: .predictionSquares)
    products = try container.decode(ExactSum.self, forKey: .products)
    fourth = try container.decode(FourthMoments.self, forKey: .fourth)
    labelBounds = try container.decodeIfPresent(Bounds.self, forKey: .labelBounds)
    predictionBounds = try container.decodeIfPresent(Bounds.self, forKey: .predictionBounds)
    guard weight >= 0, labelSquares.value >= 0, predictionSquares.value >= 0,
      [labelBounds, predictionBounds].allSatisfy({ ($0 == nil) == (weight == 0) }),
      [labelBounds, predictionBounds].allSatisfy({ $0.map { $0.least <= $0.greatest } ?? true })
    else {
      throw DecodingError.dataCorruptedError(
        forKey: .count, in: container,
        debugDescription: "no pairs of weight \(weight) have these sums; the state is damaged")
    }
  }
}
