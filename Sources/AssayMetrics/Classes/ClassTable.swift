/// How often each class was predicted for each label: exact counts and sums of weights.
///
///     table[2, 0]  // the weight of elements of class 2 that were taken for class 0
///
/// Elements of weight 1 are counted as integers; other weights are summed exactly, a sum a cell, made
/// when the first such weight arrives.
public struct ClassTable: Sendable {
  /// The most classes there can be: a table of 16 million cells.
  public static let maximumClasses = 4096

  /// How many classes there are.
  public private(set) var classes: Int
  /// Label by label, how many elements of weight 1 were given each class; empty until there is one, as a
  /// metric of 4,096 classes takes 128 MiB.
  private var counts: [Int] = []
  /// The weights other than 0 and 1; empty until there is one.
  private(set) var weighted: [ExactSum] = []
  /// The squares of the weights other than 0 and 1.
  private(set) var squares = ExactSum()

  public init(classes: Int) {
    precondition(
      (0...Self.maximumClasses).contains(classes),
      "ClassTable: \(classes) classes are not in 0...\(Self.maximumClasses)")
    self.classes = classes
  }

  /// The places of the cells, label by label.
  var cells: Range<Int> { 0..<(classes * classes) }

  private mutating func makeRoom() {
    if counts.isEmpty { counts = [Int](repeating: 0, count: cells.count) }
  }

  /// Whether some element had a weight other than 0 and 1.
  public var isWeighted: Bool { !squares.isZero }

  /// The weight of the elements with this label and this prediction.
  public subscript(label: Int, prediction: Int) -> Double {
    sum(of: CollectionOfOne(label * classes + prediction))
  }

  /// The sum over some cells, rounded once.
  func sum(of cells: some Sequence<Int>) -> Double {
    guard !counts.isEmpty else { return 0 }
    var count = 0
    guard !weighted.isEmpty else {
      for cell in cells { count += counts[cell] }
      return Double(count)
    }
    var sum = ExactSum()
    for cell in cells {
      count += counts[cell]
      sum.merge(weighted[cell])
    }
    return sum.value(adding: count)
  }

  /// The sums along the rows, the columns and the diagonal.
  public var margins: ClassMargins {
    let all = 0..<classes
    return ClassMargins(
      hits: all.map { self[$0, $0] },
      labels: all.map { row in sum(of: (row * classes)..<((row + 1) * classes)) },
      predictions: all.map { column in
        sum(of: stride(from: column, to: classes * classes, by: classes))
      },
      total: sum(of: cells))
  }

  /// How many equally weighted elements would say as much: (Σ w)² / Σ w², Kish's effective size.
  public var effectiveCount: Double {
    let total = sum(of: cells)
    let squared = squares.value(adding: counts.reduce(0, +))
    return squared == 0 ? 0 : total * total / squared
  }

  /// Makes room for more classes.
  mutating func grow(to size: Int) {
    guard size > classes else { return }
    var grown = ClassTable(classes: size)
    guard !counts.isEmpty else {
      self = grown
      return
    }
    grown.makeRoom()
    if !weighted.isEmpty { grown.weighted = Array(repeating: ExactSum(), count: size * size) }
    for label in 0..<classes {
      for prediction in 0..<classes {
        let (from, to) = (label * classes + prediction, label * size + prediction)
        grown.counts[to] = counts[from]
        if !weighted.isEmpty { grown.weighted[to] = weighted[from] }
      }
    }
    grown.squares = squares
    self = grown
  }

  /// Adds what `other` has counted.
  mutating func merge(_ other: ClassTable) {
    var other = other
    grow(to: other.classes)
    other.grow(to: classes)
    guard !other.counts.isEmpty else { return }
    makeRoom()
    for cell in counts.indices { counts[cell] += other.counts[cell] }
    if weighted.isEmpty {
      weighted = other.weighted
    } else if !other.weighted.isEmpty {
      for cell in weighted.indices { weighted[cell].merge(other.weighted[cell]) }
    }
    squares.merge(other.squares)
  }

  /// Counts an element.
  mutating func add(cell: Int, weight: Double) {
    makeRoom()
    if weight == 1 {
      counts[cell] += 1
    } else if weight != 0 {
      if weighted.isEmpty { weighted = Array(repeating: ExactSum(), count: counts.count) }
      weighted[cell].add(weight)
      squares.add(weight, weight: weight)
    }
  }

  /// Calls `body` with the counts, for a kernel to add to.
  mutating func withUnsafeMutableCounts<R>(_ body: (UnsafeMutablePointer<Int>?) -> R) -> R {
    makeRoom()
    return counts.withUnsafeMutableBufferPointer { body($0.baseAddress) }
  }
}

extension ClassTable: Equatable {
  public static func == (a: ClassTable, b: ClassTable) -> Bool {
    guard a.classes == b.classes, a.squares == b.squares else { return false }
    if a.counts.isEmpty || b.counts.isEmpty {
      guard (a.counts + b.counts).allSatisfy({ $0 == 0 }) else { return false }
    } else if a.counts != b.counts {
      return false
    }
    if a.weighted.isEmpty { return b.weighted.allSatisfy(\.isZero) }
    return b.weighted.isEmpty ? a.weighted.allSatisfy(\.isZero) : a.weighted == b.weighted
  }
}

extension ClassTable: Codable {
  private enum CodingKeys: String, CodingKey { case classes, counts, cells, weights, squares }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(classes, forKey: .classes)
    try container.encode(
      counts.isEmpty ? [Int](repeating: 0, count: cells.count) : counts, forKey: .counts)
    let cells = weighted.indices.filter { !weighted[$0].isZero }
    guard isWeighted else { return }
    try container.encode(cells, forKey: .cells)
    try container.encode(cells.map { weighted[$0] }, forKey: .weights)
    try container.encode(squares, forKey: .squares)
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let classes = try container.decode(Int.self, forKey: .classes)
    let counts = try container.decode([Int].self, forKey: .counts)
    let cells = try container.decodeIfPresent([Int].self, forKey: .cells) ?? []
    let weights = try container.decodeIfPresent([ExactSum].self, forKey: .weights) ?? []
    let squares = try container.decodeIfPresent(ExactSum.self, forKey: .squares) ?? ExactSum()
    var total = 0
    func isCount(_ count: Int) -> Bool {
      guard (0..<1 << 48).contains(count) else { return false }
      total += count
      return total < 1 << 48
    }
    guard (0...Self.maximumClasses).contains(classes), counts.count == classes * classes,
      counts.allSatisfy(isCount), cells.count == weights.count, cells.count <= counts.count,
      cells.allSatisfy(counts.indices.contains), zip(cells, cells.dropFirst()).allSatisfy(<),
      weights.allSatisfy({ $0.value >= 0 }), squares.value >= 0
    else {
      throw DecodingError.dataCorruptedError(
        forKey: .counts, in: container,
        debugDescription: "no table of \(classes) classes; the state is damaged")
    }
    self.init(classes: classes)
    self.counts = counts
    self.squares = squares
    guard !cells.isEmpty else { return }
    weighted = Array(repeating: ExactSum(), count: counts.count)
    for (cell, weight) in zip(cells, weights) { weighted[cell] = weight }
  }
}
