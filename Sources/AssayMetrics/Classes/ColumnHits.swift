import AssayCore
import CKernels

/// Exact counts of hits, false positives and false negatives, by column.
public struct ColumnHits: Sendable {
  /// What has been counted of one column.
  public struct Column: Sendable, Equatable {
    public let hits: Double
    public let falsePositives: Double
    public let falseNegatives: Double
    /// The weight of the labels that are 1.
    public let support: Double
    /// The weight of the positive predictions.
    public let predicted: Double
  }

  /// Three numbers a column, of elements of weight 1.
  private(set) var counts: [Int] = []
  /// The same of other weights; empty until there is one.
  private(set) var weighted: [ExactSum] = []
  /// The squares of the weights of those, other than 0 and 1.
  private(set) var squares = ExactSum()

  public init() {}

  /// Whether it is not known yet how many columns there are.
  public var isEmpty: Bool { counts.isEmpty }
  /// How many columns there are.
  public var count: Int { counts.count / 3 }

  /// What has been counted, by column.
  public var columns: [Column] {
    (0..<count).map { column in
      let place = 3 * column
      return Self.column(Array(counts[place..<(place + 3)])) { kind in
        weighted.isEmpty ? nil : weighted[place + kind]
      }
    }
  }

  /// The sums over all columns.
  public var pooled: Column {
    var sums = [ExactSum](repeating: ExactSum(), count: 3)
    for (place, sum) in weighted.enumerated() { sums[place % 3].merge(sum) }
    let pooled = (0..<3).map { kind in
      stride(from: kind, to: counts.count, by: 3).reduce(0) { $0 + counts[$1] }
    }
    return Self.column(pooled) { weighted.isEmpty ? nil : sums[$0] }
  }

  private static func column(_ counts: [Int], _ weighted: (Int) -> ExactSum?) -> Column {
    func sum(_ kinds: [Int]) -> Double {
      var sum = ExactSum()
      for kind in kinds { weighted(kind).map { sum.merge($0) } }
      return sum.value(adding: kinds.reduce(0) { $0 + counts[$1] })
    }
    return Column(
      hits: sum([0]), falsePositives: sum([1]), falseNegatives: sum([2]), support: sum([0, 2]),
      predicted: sum([0, 1]))
  }

  /// How many equally weighted elements would say as much as those that are a label or predicted.
  var effectiveCount: Double {
    let all = pooled
    let total = all.hits + all.falsePositives + all.falseNegatives
    let squared = squares.value(adding: counts.reduce(0, +))
    return squared == 0 ? 0 : total * total / squared
  }

  /// Adds what `other` has counted.
  mutating func merge(_ other: Self) {
    while counts.count < other.counts.count { counts.append(0) }
    for (place, count) in other.counts.enumerated() { counts[place] += count }
    if !weighted.isEmpty || !other.weighted.isEmpty {
      while weighted.count < counts.count { weighted.append(ExactSum()) }
      for (place, sum) in other.weighted.enumerated() { weighted[place].merge(sum) }
    }
    squares.merge(other.squares)
  }

  /// Counts a batch of as many columns as before.
  mutating func count(
    _ batch: borrowing Batch, _ reading: Int32, _ hasIndices: Bool
  ) throws {
    let indices: Int32 = hasIndices ? 1 : 0
    let size = 3 * batch.classes
    if batch.weights != nil { try batch.eachMark(reading, indices) { _, _, _ in } }
    let isNew = isEmpty
    if isNew { counts = [Int](repeating: 0, count: size) }
    guard batch.weights != nil else {
      let fault = counts.withUnsafeMutableBufferPointer { counts in
        counts.withMemoryRebound(to: Int64.self) { counts in
          batch.withKernelBatch {
            assay_count_columns(&$0, reading, indices, counts.baseAddress)
          }
        }
      }
      guard fault.kind != ASSAY_FAULT_NONE else { return }
      if isNew { counts = [] }
      throw batch.error(fault)
    }
    try batch.eachMark(reading, indices) { column, mark, weight in
      let place = 3 * column + (mark == 3 ? 0 : mark)
      if weight == 1 {
        counts[place] += 1
        return
      }
      if weighted.isEmpty { weighted = Array(repeating: ExactSum(), count: size) }
      weighted[place].add(weight)
      squares.add(weight, weight: weight)
    }
  }
}

extension ColumnHits: Equatable {
  public static func == (a: Self, b: Self) -> Bool {
    guard a.counts == b.counts, a.squares == b.squares else { return false }
    if a.weighted.isEmpty { return b.weighted.allSatisfy(\.isZero) }
    return b.weighted.isEmpty ? a.weighted.allSatisfy(\.isZero) : a.weighted == b.weighted
  }
}

extension ColumnHits: Codable {
  private enum CodingKeys: String, CodingKey { case counts, weighted, squares }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    counts = try container.decode([Int].self, forKey: .counts)
    weighted = try container.decode([ExactSum].self, forKey: .weighted)
    squares = try container.decode(ExactSum.self, forKey: .squares)
    guard counts.count % 3 == 0, counts.count <= 3 * ASSAY_MARKS,
      counts.allSatisfy({ (0..<1 << 48).contains($0) }),
      weighted.isEmpty || weighted.count == counts.count,
      weighted.allSatisfy({ $0.value >= 0 }), squares.value >= 0
    else {
      throw DecodingError.dataCorruptedError(
        forKey: .counts, in: container,
        debugDescription: "no counts of columns; the state is damaged")
    }
  }
}

extension Batch {
  /// Calls `body` with the column, the mark (1 predicted, 2 labelled, 3 both) and the weight of each
  /// marked element.
  fileprivate borrowing func eachMark(
    _ reading: Int32, _ indices: Int32,
    _ body: (_ column: Int, _ mark: Int, _ weight: Double) -> Void
  ) throws {
    let size = min(Batch.onStack, max(1, 8 * Batch.onStack / classes))
    let fault = withUnsafeTemporaryAllocation(of: UInt8.self, capacity: size * classes) { marks in
      withUnsafeTemporaryAllocation(of: Double.self, capacity: size) { weights in
        withKernelBatch { raw in
          var start = 0
          while start < rows {
            let count = min(size, rows - start)
            let fault = assay_read_columns(
              marks.baseAddress, weights.baseAddress, &raw, reading, indices, Int64(start),
              Int32(count))
            if fault.kind != ASSAY_FAULT_NONE { return fault }
            for place in 0..<count * classes where marks[place] != 0 {
              body(place % classes, Int(marks[place]), weights[place / classes])
            }
            start += count
          }
          return assay_fault()
        }
      }
    }
    if fault.kind != ASSAY_FAULT_NONE { throw error(fault) }
  }
}
