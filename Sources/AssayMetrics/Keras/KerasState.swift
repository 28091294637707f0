import AssayCore

/// Keras's variables, laid out one after another, exactly.
///
/// Whole numbers, which most variables hold, take eight bytes each; a cell has an exact sum only where
/// something else was added.
struct KerasState: Sendable {
  /// The shape that the contributions have; unknown before the first.
  private(set) var shape: [Int] = []
  /// What the cells hold of whole numbers below 2⁵³.
  private var whole: [Double] = []
  /// What they hold besides; empty while that is nothing.
  private var sums: [ExactSum] = []

  var isEmpty: Bool { whole.isEmpty }

  /// The variables, each rounded once.
  var numbers: [Double] {
    sums.isEmpty ? whole : zip(sums, whole).map { $0.value(adding: Int($1)) }
  }

  mutating func add(_ contribution: KerasArray) throws {
    if isEmpty {
      shape = contribution.shape
      whole = [Double](repeating: 0, count: contribution.count)
    }
    guard shape == contribution.shape else {
      throw MetricError.keras(
        "a batch of another shape than before: \(contribution.shape), \(shape)")
    }
    for (place, number) in contribution.data.enumerated() where number != 0 {
      add(number, to: place)
    }
  }

  mutating func merge(_ other: Self) {
    if isEmpty {
      self = other
    } else if shape == other.shape {
      for place in whole.indices {
        add(other.whole[place], to: place)
        if !other.sums.isEmpty { merge(other.sums[place], into: place) }
      }
    }
  }

  private mutating func add(_ number: Double, to place: Int) {
    let sum = whole[place] + number
    // Of whole numbers whose sum is below 2⁵³, the sum is exact.
    if number == number.rounded(.towardZero), abs(number) < 0x1p53, abs(sum) < 0x1p53 {
      whole[place] = sum
    } else {
      makeSums()
      sums[place].add(number)
    }
  }

  private mutating func merge(_ sum: ExactSum, into place: Int) {
    guard !sum.isUntouched else { return }
    makeSums()
    sums[place].merge(sum)
  }

  private mutating func makeSums() {
    if sums.isEmpty { sums = [ExactSum](repeating: ExactSum(), count: whole.count) }
  }

  /// All that a cell holds.
  private func sum(_ place: Int) -> ExactSum {
    var sum = sums.isEmpty ? ExactSum() : sums[place]
    if whole[place] != 0 { sum.add(whole[place]) }
    return sum
  }
}

extension KerasState: Equatable {
  static func == (a: Self, b: Self) -> Bool {
    guard a.shape == b.shape, a.whole.count == b.whole.count else { return false }
    if a.sums.isEmpty, b.sums.isEmpty { return a.whole == b.whole }
    return a.whole.indices.allSatisfy { a.sum($0) == b.sum($0) }
  }
}

extension KerasState: Codable {
  private enum CodingKeys: String, CodingKey { case shape, sums }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(shape, forKey: .shape)
    var cells = container.nestedUnkeyedContainer(forKey: .sums)
    for place in whole.indices { try cells.encode(sum(place)) }
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    shape = try container.decode([Int].self, forKey: .shape)
    let cells = try container.decode([ExactSum].self, forKey: .sums)
    var count = 1
    for size in shape {
      let product = count.multipliedReportingOverflow(by: size)
      count = size < 0 || product.overflow ? -1 : product.partialValue
      if count < 0 { break }
    }
    // Two totals a figure, of figures in a tensor's shape, have an axis more than a tensor.
    guard shape.count <= Shape.maximumRank + 1,
      cells.isEmpty ? count == 0 || shape.isEmpty : count == cells.count
    else {
      throw DecodingError.dataCorruptedError(
        forKey: .sums, in: container,
        debugDescription: "\(cells.count) sums for the shape \(shape); the state is damaged")
    }
    whole = [Double](repeating: 0, count: cells.count)
    for (place, cell) in cells.enumerated() { merge(cell, into: place) }
  }
}
