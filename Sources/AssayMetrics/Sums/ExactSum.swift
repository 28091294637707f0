import CKernels

/// The sum of any number of doubles, kept exactly and rounded once.
///
///     var sum = ExactSum()
///     sum.add(1e100)
///     sum.add(1)
///     sum.add(-1e100)
///     sum.value  // 1.0
///
/// Every finite double is a multiple of 2⁻¹⁰⁷⁴ below 2¹⁰²⁴, so 68 integers of 32 bits each hold any
/// sum of them. They are 64 bits wide, and carry only once in about a thousand million additions.
///
/// - Precision: the exact sum, rounded to the nearest double, ties to even, whatever the order. Equal
///   sums are equal values.
/// - Range: a sum beyond the doubles has the value infinity, and is still exact: subtracting leads
///   back. NaN and infinities are remembered, and have IEEE's sum.
/// - Empty: 0.
public struct ExactSum: Sendable {
  /// Empty while nothing has been added, then ``ASSAY_SUM_WORDS`` words as the kernels lay them out.
  private var words: [Int64] = []

  public init() {}

  /// The sum, rounded once.
  public var value: Double { value(adding: 0) }

  /// The sum and an integer, rounded once.
  func value(adding integer: Int) -> Double {
    guard !words.isEmpty else { return Double(integer) }
    return words.withUnsafeBufferPointer { assay_sum_value($0.baseAddress, Int64(integer)) }
  }

  /// Whether nothing has been added.
  var isUntouched: Bool { words.isEmpty }

  /// Whether the sum is exactly zero.
  public var isZero: Bool { value == 0 }

  /// Adds a number.
  public mutating func add(_ x: Double) {
    withUnsafeMutableWords { words in withUnsafePointer(to: x) { assay_sum_add(words, $0, 1) } }
  }

  /// Adds every number.
  public mutating func add(_ numbers: [Double]) {
    withUnsafeMutableWords { words in
      numbers.withUnsafeBufferPointer { assay_sum_add(words, $0.baseAddress, Int64($0.count)) }
    }
  }

  /// Adds `weight · x`, exactly as long as it is a multiple of 2⁻¹⁰⁷⁴.
  public mutating func add(_ x: Double, weight: Double) {
    withUnsafeMutableWords { assay_sum_add_product($0, weight, x) }
  }

  /// Adds an integer, exactly.
  public mutating func add(_ integer: Int) {
    let low = integer & 0xFFFF_FFFF
    add(Double(integer - low))
    add(Double(low))
  }

  /// Adds what `other` holds.
  public mutating func merge(_ other: ExactSum) {
    guard !other.words.isEmpty else { return }
    guard !words.isEmpty else {
      self = other
      return
    }
    withUnsafeMutableWords { words in
      other.words.withUnsafeBufferPointer { assay_sum_merge(words, $0.baseAddress) }
    }
  }

  /// A sum of words as the kernels lay them out.
  init(words: some Collection<Int64>) {
    if words.contains(where: { $0 != 0 }) { self.words = Array(words) }
  }

  /// Adds the words to a place in a longer array of sums.
  func add(to sums: inout [Int64], at start: Int) {
    guard !words.isEmpty else { return }
    sums.withUnsafeMutableBufferPointer { sums in
      words.withUnsafeBufferPointer { assay_sum_merge(sums.baseAddress! + start, $0.baseAddress) }
    }
  }

  /// Takes away what `other` holds.
  mutating func subtract(_ other: ExactSum) {
    guard !other.words.isEmpty else { return }
    var negative = other.carried
    for bin in 0..<Int(ASSAY_SUM_BINS) { negative[bin] = -negative[bin] }
    negative[Int(ASSAY_SUM_PENDING)] = 1
    withUnsafeMutableWords { words in
      negative.withUnsafeBufferPointer { assay_sum_merge(words, $0.baseAddress) }
    }
  }

  /// Calls `body` with the words, in place, for a kernel to add to.
  mutating func withUnsafeMutableWords<R>(
    _ body: (UnsafeMutablePointer<Int64>) throws -> R
  ) rethrows -> R {
    if words.isEmpty { words = [Int64](repeating: 0, count: Int(ASSAY_SUM_WORDS)) }
    return try words.withUnsafeMutableBufferPointer { try body($0.baseAddress!) }
  }

  /// Calls `body` with the words of both sums, in place.
  static func withUnsafeMutableWords<R>(
    _ a: inout ExactSum, _ b: inout ExactSum,
    _ body: (UnsafeMutablePointer<Int64>, UnsafeMutablePointer<Int64>) throws -> R
  ) rethrows -> R {
    try a.withUnsafeMutableWords { a in try b.withUnsafeMutableWords { b in try body(a, b) } }
  }

  /// The words after carrying: the same for equal sums, the last bin signed.
  private var carried: [Int64] {
    var copy = words
    copy.withUnsafeMutableBufferPointer { assay_sum_carry($0.baseAddress) }
    return copy
  }
}

extension ExactSum: Equatable {
  /// Whether the exact sums are the same.
  public static func == (a: ExactSum, b: ExactSum) -> Bool {
    if a.words.isEmpty || b.words.isEmpty { return a.isZero && b.isZero }
    return a.carried == b.carried
  }
}

extension ExactSum: Codable {
  private enum CodingKeys: String, CodingKey { case negative, exponent, limbs, special }

  /// Writes the sum as 32-bit limbs, lowest first, of which the first counts 2^`exponent`.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    guard !words.isEmpty else { return }
    var limbs = carried
    let special = limbs[Int(ASSAY_SUM_FLAGS)]
    if special != 0 { try container.encode(special, forKey: .special) }
    limbs.removeLast(2)
    if limbs.last! < 0 {
      try container.encode(true, forKey: .negative)
      var borrow: Int64 = 0
      for i in limbs.indices {
        let limb = borrow - limbs[i]
        limbs[i] = i == limbs.count - 1 ? limb : limb & 0xFFFF_FFFF
        borrow = limb >> 32
      }
    }
    guard let first = limbs.firstIndex(where: { $0 != 0 }),
      let last = limbs.lastIndex(where: { $0 != 0 })
    else { return }
    try container.encode(32 * first - 1074, forKey: .exponent)
    try container.encode(Array(limbs[first...last]), forKey: .limbs)
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let special = try container.decodeIfPresent(Int64.self, forKey: .special) ?? 0
    let limbs = try container.decodeIfPresent([Int64].self, forKey: .limbs) ?? []
    let negative = try container.decodeIfPresent(Bool.self, forKey: .negative) ?? false
    let exponent = try container.decodeIfPresent(Int.self, forKey: .exponent) ?? -1074
    guard exponent >= -1074, exponent <= 1102, (exponent + 1074) % 32 == 0,
      limbs.count <= Int(ASSAY_SUM_BINS) - (exponent + 1074) / 32,
      limbs.allSatisfy({ $0 >= 0 && $0 < 1 << 32 }), special >= 0, special < 8
    else {
      throw DecodingError.dataCorrupted(
        DecodingError.Context(
          codingPath: decoder.codingPath,
          debugDescription:
            "exact sum: exponent \(exponent) with \(limbs.count) limbs is no sum of "
            + "doubles; the state is damaged"))
    }
    guard special != 0 || !limbs.isEmpty else { return }
    words = [Int64](repeating: 0, count: Int(ASSAY_SUM_WORDS))
    words[Int(ASSAY_SUM_FLAGS)] = special
    for (i, limb) in limbs.enumerated() {
      words[(exponent + 1074) / 32 + i] = negative ? -limb : limb
    }
    words[Int(ASSAY_SUM_PENDING)] = 1
  }
}

extension ExactSum: CustomStringConvertible {
  public var description: String { "\(value)" }
}
