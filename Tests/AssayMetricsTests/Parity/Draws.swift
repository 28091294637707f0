import AssayCore

/// The arrays of golden cases of which only the answers are stored: the generator of
/// `make_parity.py`, number by number.
struct Draws {
  private var state: UInt64

  init(seed: Int) {
    state = UInt64(seed)
    _ = next()
  }

  /// Knuth's linear congruential generator; the upper 31 bits of each state.
  private mutating func next() -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int(state >> 33)
  }

  mutating func below(_ count: Int) -> Int { next() % count }

  /// What numbers an array is drawn from.
  enum Kind: String, Decodable {
    case eighths, far, constant, bits, ones, zeros, classes, probabilities, distinct, rows, quarters
    case some
    case oneClass = "one-class"
    case oneHot = "one-hot"
  }

  mutating func numbers(_ kind: Kind, count: Int, classes: Int) -> [Double] {
    func each(_ draw: (Int) -> Double) -> [Double] { (0..<count).map(draw) }
    switch kind {
    case .eighths: return each { _ in Double(below(65)) / 8 - 4 }
    case .far: return each { _ in 4096 + Double(below(33)) / 8 }
    case .constant:
      let value = Double(below(65)) / 8
      return each { _ in value }
    case .bits: return each { _ in Double(below(2)) }
    case .ones: return each { _ in 1 }
    case .zeros: return each { _ in 0 }
    case .classes: return each { _ in Double(below(classes)) }
    case .oneClass:
      let value = Double(below(classes))
      return each { _ in value }
    case .probabilities: return each { _ in Double(below(65)) / 64 }
    case .distinct:
      var values = (0..<64).map { (Double($0) + 0.5) / 64 }
      for place in (1..<64).reversed() { values.swapAt(place, below(place + 1)) }
      return Array(values[..<count])
    case .rows:
      return (0..<(count / classes)).flatMap { _ in
        let cuts = (1..<classes).map { _ in below(65) }.sorted()
        return zip([0] + cuts, cuts + [64]).map { Double($1 - $0) / 64 }
      }
    case .oneHot:
      return (0..<(count / classes)).flatMap { _ in
        let hot = below(classes)
        return (0..<classes).map { $0 == hot ? 1.0 : 0 }
      }
    case .quarters: return each { _ in Double(below(9)) / 4 }
    case .some: return each { _ in Double(below(2) * (1 + below(8))) / 4 }
    }
  }

  mutating func tensor(_ kind: Kind, _ shape: Shape, classes: Int) throws -> Tensor {
    try Tensor(numbers(kind, count: shape.elements, classes: classes), shape: shape)
  }
}
