/// Numbers of 0 or more and their weights, all of them kept, for medians.
struct WeightedValues: Sendable {
  private(set) var values: [Double] = []
  /// Empty while every weight is 1.
  private(set) var weights: [Double] = []

  /// Adds values with weights of 0 or more; those of weight 0 may be anything.
  mutating func add(_ new: [Double], weights newWeights: [Double]?) {
    guard let newWeights else {
      if !weights.isEmpty { weights += Array(repeating: 1, count: new.count) }
      values += new
      return
    }
    let isWeighted = !weights.isEmpty || newWeights.contains { $0 != 0 && $0 != 1 }
    if isWeighted, weights.isEmpty { weights = Array(repeating: 1, count: values.count) }
    for (place, weight) in newWeights.enumerated() where weight != 0 {
      values.append(new[place])
      if isWeighted { weights.append(weight) }
    }
  }

  mutating func merge(_ other: WeightedValues) {
    add(other.values, weights: other.weights.isEmpty ? nil : other.weights)
  }

  /// In order of the values and, where those are equal, of the weights.
  private var sorted: WeightedValues {
    var sorted = self
    guard !weights.isEmpty else {
      sorted.values.sort()
      return sorted
    }
    let order = values.indices.sorted {
      (values[$0], weights[$0]) < (values[$1], weights[$1])
    }
    sorted.values = order.map { values[$0] }
    sorted.weights = order.map { weights[$0] }
    return sorted
  }

  /// The median; `nil` without values.
  var median: Double? {
    guard !values.isEmpty else { return nil }
    let sorted = sorted
    let places = sorted.middle
    let low = sorted.values[places.lower]
    let high = sorted.values[places.upper]
    return low + (high - low) / 2
  }

  /// The places, of sorted values, between which half of the weight is reached.
  private var middle: (lower: Int, upper: Int) {
    guard !weights.isEmpty else { return ((values.count - 1) / 2, values.count / 2) }
    var total = ExactSum()
    total.add(weights)
    // The first place whose value and those before have half of the weight or more.
    var before = ExactSum()
    var low = 0
    var high = values.count - 1
    while low < high {
      let place = (low + high) / 2
      var reached = before
      reached.add(Array(weights[low...place]))
      if WeightedValues.excess(reached, over: total) >= 0 {
        high = place
      } else {
        before = reached
        low = place + 1
      }
    }
    before.add(weights[low])
    let isHalf = WeightedValues.excess(before, over: total) == 0 && low + 1 < values.count
    return (low, isHalf ? low + 1 : low)
  }

  /// Twice the part less the whole.
  private static func excess(_ part: ExactSum, over whole: ExactSum) -> Double {
    var excess = part
    excess.merge(part)
    excess.subtract(whole)
    return excess.value
  }

  /// Two of the values between which the median of all data lies, by the binomial distribution; weighted
  /// values count as Kish's effective number.
  ///
  /// - Empty: `nil` with too few values for the level.
  func medianInterval(level: Double) -> ConfidenceInterval? {
    let sorted = sorted
    guard !weights.isEmpty else {
      guard let rank = WeightedValues.rank(values.count, tail: (1 - level) / 2) else { return nil }
      return ConfidenceInterval(
        low: sorted.values[rank], high: sorted.values[values.count - 1 - rank], level: level)
    }
    var total = ExactSum()
    total.add(weights)
    var squares = ExactSum()
    squares.add(weights.map { $0 * $0 })
    let effective = total.value * (total.value / squares.value)
    guard effective < 0x1p48,
      let rank = WeightedValues.rank(Int(effective), tail: (1 - level) / 2)
    else { return nil }
    // The values at the same share of the weight.
    let share = (Double(rank) + 0.5) / Double(Int(effective)) * total.value
    var low: Double?
    var before = 0.0
    for (value, weight) in zip(sorted.values, sorted.weights) {
      before += weight
      if low == nil, before >= share { low = value }
      if let low, before >= total.value - share {
        return ConfidenceInterval(low: low, high: value, level: level)
      }
    }
    return nil
  }

  /// The greatest r for which at most r heads in `count` throws of a coin are no likelier than `tail`.
  private static func rank(_ count: Int, tail: Double) -> Int? {
    guard count > 0 else { return nil }
    // Each probability in units of the greatest, going down from the middle.
    let middle = count / 2
    var shares = [1.0]
    var place = middle
    while place > 0, shares[shares.count - 1] > 1e-30 {
      shares.append(shares[shares.count - 1] * Double(place) / Double(count - place + 1))
      place -= 1
    }
    let lower = shares.reversed().reduce(0, +)
    // Of an odd number the two halves are alike; of an even one they share the middle.
    let whole = count % 2 == 1 ? 2 * lower : 2 * lower - 1
    var reached = 0.0
    var rank: Int?
    for (step, share) in shares.reversed().enumerated() {
      reached += share
      if reached > tail * whole { break }
      rank = place + step
    }
    return rank
  }
}

extension WeightedValues: Equatable {
  /// Whether the same values have been added with the same weights, in whatever order.
  static func == (a: WeightedValues, b: WeightedValues) -> Bool {
    guard a.values.count == b.values.count, a.weights.isEmpty == b.weights.isEmpty else {
      return false
    }
    let a = a.sorted
    let b = b.sorted
    return a.values == b.values && a.weights == b.weights
  }
}

extension WeightedValues: Codable {
  private enum CodingKeys: String, CodingKey { case values, weights }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    let sorted = sorted
    try container.encode(sorted.values, forKey: .values)
    if !weights.isEmpty { try container.encode(sorted.weights, forKey: .weights) }
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    values = try container.decode([Double].self, forKey: .values)
    weights = try container.decodeIfPresent([Double].self, forKey: .weights) ?? []
    guard values.allSatisfy({ $0 >= 0 && $0.isFinite }),
      weights.allSatisfy({ $0 > 0 && $0.isFinite }),
      weights.isEmpty || weights.count == values.count
    else {
      throw DecodingError.dataCorruptedError(
        forKey: .values, in: container,
        debugDescription: "\(values.count) values with \(weights.count) weights are not all of 0 "
          + "or more; the state is damaged")
    }
    if weights.allSatisfy({ $0 == 1 }) { weights = [] }
  }
}
