/// Exact sums of products of three and of four labels y and differences d = y − p: what the spread of a
/// figure made of variances and covariances is read from.
struct FourthMoments: Sendable, Equatable, Codable {
  /// Σ w·yⁱ·dʲ, of i + j = 3 and then 4, each with falling i.
  private(set) var sums = Array(repeating: ExactSum(), count: 9)
  /// Σ w², of weights other than 1.
  private(set) var otherSquares = ExactSum()

  init() {}

  mutating func merge(_ other: FourthMoments) {
    for place in sums.indices { sums[place].merge(other.sums[place]) }
    otherSquares.merge(other.otherSquares)
  }

  mutating func add(_ y: [Double], _ p: [Double], weights: [Double]?) {
    var terms = Array(repeating: [Double](), count: sums.count)
    for place in terms.indices { terms[place].reserveCapacity(y.count) }
    for row in y.indices {
      let weight = weights?[row] ?? 1
      let d = y[row] - p[row]
      let squares = (weight * y[row] * y[row], weight * d * d)
      terms[0].append(squares.0 * y[row])
      terms[1].append(squares.0 * d)
      terms[2].append(squares.1 * y[row])
      terms[3].append(squares.1 * d)
      terms[4].append(squares.0 * y[row] * y[row])
      terms[5].append(squares.0 * y[row] * d)
      terms[6].append(squares.0 * d * d)
      terms[7].append(squares.1 * d * y[row])
      terms[8].append(squares.1 * d * d)
    }
    for place in sums.indices { sums[place].add(terms[place]) }
    if let weights { otherSquares.add(weights.filter { $0 != 1 }.map { $0 * $0 }) }
  }

  private enum CodingKeys: String, CodingKey { case sums, otherSquares }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    sums = try container.decode([ExactSum].self, forKey: .sums)
    otherSquares = try container.decode(ExactSum.self, forKey: .otherSquares)
    guard sums.count == 9 else {
      throw DecodingError.dataCorruptedError(
        forKey: .sums, in: container,
        debugDescription: "\(sums.count) fourth moments where 9 belong; the state is damaged")
    }
  }
}

/// What one pair adds to a figure of variances and covariances: a·u² + b·u·e + c·e² + f·e, less its
/// mean, where u is the label and e the difference y − p, each less its mean.
struct PairInfluence {
  var a = 0.0
  var b = 0.0
  var c = 0.0
  var f = 0.0
}

/// Means of products of labels and differences, each less its mean.
struct CentralMoments {
  let count: Double
  let uu, ue, ee: Double
  private let uuu, uue, uee, eee: Double
  private let uuuu, uuue, uuee, ueee, eeee: Double
  /// The mean of the differences.
  let difference: Double

  /// - Empty: `nil` for fewer than two pairs, and where a sum is not finite.
  init?(_ sums: PairSums) {
    let weight = sums.weight
    let fourth = sums.fourth
    guard weight > 0 else { return nil }
    let total = Twofold(weight)
    func mean(_ sum: ExactSum) -> Twofold { Twofold(sum) / total }
    func third(_ place: Int) -> Twofold { mean(fourth.sums[place]) }
    // Raw moments, of y and d.
    let y = mean(sums.labels)
    let d = mean(sums.labels) - mean(sums.predictions)
    let yy = mean(sums.labelSquares)
    let yd = mean(sums.labelSquares) - mean(sums.products)
    let dd = yd - mean(sums.products) + mean(sums.predictionSquares)
    let two = Twofold(2)
    let three = Twofold(3)
    uu = (yy - y * y).value
    ue = (yd - y * d).value
    ee = (dd - d * d).value
    func cube(_ m3: Twofold, _ m2: Twofold, _ m: Twofold) -> Double {
      (m3 - three * m * m2 + two * m * m * m).value
    }
    func mixed(_ aab: Twofold, _ aa: Twofold, _ ab: Twofold, _ a: Twofold, _ b: Twofold) -> Double {
      (aab - two * a * ab - b * aa + two * a * a * b).value
    }
    uuu = cube(third(0), yy, y)
    uue = mixed(third(1), yy, yd, y, d)
    uee = mixed(third(2), dd, yd, d, y)
    eee = cube(third(3), dd, d)
    func fourthPower(_ m4: Twofold, _ m3: Twofold, _ m2: Twofold, _ m: Twofold) -> Double {
      (m4 - Twofold(4) * m * m3 + Twofold(6) * m * m * m2 - three * m * m * m * m).value
    }
    // E (a − α)³(b − β), of the raw moments that hold three, two and one a.
    func skewed(
      _ aaab: Twofold, _ aaa: Twofold, _ aab: Twofold, _ aa: Twofold, _ ab: Twofold, _ a: Twofold,
      _ b: Twofold
    ) -> Double {
      let withB = aaab - three * a * aab + three * a * a * ab
      return (withB - b * aaa + three * a * b * aa - three * a * a * a * b).value
    }
    uuuu = fourthPower(third(4), third(0), yy, y)
    uuue = skewed(third(5), third(0), third(1), yy, yd, y, d)
    let even = third(6) - two * d * third(1) - two * y * third(2)
    uuee =
      (even + d * d * yy + y * y * dd + Twofold(4) * y * d * yd - three * y * y * d * d).value
    ueee = skewed(third(7), third(3), third(2), dd, yd, d, y)
    eeee = fourthPower(third(8), third(3), dd, d)
    difference = d.value
    let squares = fourth.otherSquares.value(adding: sums.count)
    count = squares > 0 ? weight * weight / squares : 0
    guard count > 1, uuuu.isFinite, eeee.isFinite, uuee.isFinite else { return nil }
  }

  /// How far the figure may lie, by as many standard errors as the level asks for; `nil` where the moments
  /// have lost their digits.
  func halfWidth(_ influence: PairInfluence, level: Double) -> Double? {
    let (a, b, c, f) = (influence.a, influence.b, influence.c, influence.f)
    let squares =
      a * a * uuuu + 2 * a * b * uuue + (b * b + 2 * a * c) * uuee + 2 * b * c * ueee
      + c * c * eeee + 2 * f * (a * uue + b * uee + c * eee) + f * f * ee
    let mean = a * uu + b * ue + c * ee
    let variance = (squares - mean * mean) / (count - 1)
    guard variance >= 0, variance.isFinite else { return nil }
    return -Normal.quantile((1 - level) / 2) * variance.squareRoot()
  }
}
