import AssayCore

/// What labels in memory show when they are read once, before the first step.
///
///     let facts = LabelFacts(Tensor([[0, 1, 0], [1, 1, 0]] as [[Int]]))
///     facts.onesPerRow  // 1...2, several labels a row
///
/// A row is the last axis.
public struct LabelFacts: Equatable, Sendable {
  /// Whether every label is a whole number.
  public var allIntegers: Bool
  /// The least label.
  public var minimum: Double
  /// The greatest label.
  public var maximum: Double
  /// The fewest and the most ones a row holds; `nil` unless every label is 0 or 1.
  public var onesPerRow: ClosedRange<Int>?
  /// Whether every row is a distribution: nothing negative, and a sum of one within 10⁻⁵.
  public var rowsSumToOne: Bool

  public init(
    allIntegers: Bool, minimum: Double, maximum: Double, onesPerRow: ClosedRange<Int>?,
    rowsSumToOne: Bool
  ) {
    self.allIntegers = allIntegers
    self.minimum = minimum
    self.maximum = maximum
    self.onesPerRow = onesPerRow
    self.rowsSumToOne = rowsSumToOne
  }

  /// What `labels` show; `nil` for none, or where one is NaN or infinite, which another check names.
  public init?(_ labels: Tensor) {
    let facts: LabelFacts? =
      switch labels.dtype {
      case .bool, .uint8: LabelFacts(reading: labels, as: UInt8.self) { Double($0) }
      case .int8: LabelFacts(reading: labels, as: Int8.self) { Double($0) }
      case .int16: LabelFacts(reading: labels, as: Int16.self) { Double($0) }
      case .int32: LabelFacts(reading: labels, as: Int32.self) { Double($0) }
      case .int64: LabelFacts(reading: labels, as: Int64.self) { Double($0) }
      case .float32: LabelFacts(reading: labels, as: Float.self) { Double($0) }
      case .float64: LabelFacts(reading: labels, as: Double.self) { $0 }
      }
    guard let facts else { return nil }
    self = facts
  }

  private init?<S>(reading labels: Tensor, as type: S.Type, _ number: (S) -> Double) {
    let width = labels.shape.lastSize
    guard labels.count > 0, width > 0 else { return nil }
    var allIntegers = true
    var allBinary = true
    var rowsSumToOne = true
    var minimum = Double.infinity
    var maximum = -Double.infinity
    var fewest = Int.max
    var most = 0
    let isFinite = labels.withUnsafeBytes { bytes -> Bool in
      let scalars = bytes.bindMemory(to: S.self)
      for start in stride(from: 0, to: scalars.count, by: width) {
        var sum = 0.0
        var ones = 0
        for index in start..<(start + width) {
          let label = number(scalars[index])
          guard label.isFinite else { return false }
          minimum = min(minimum, label)
          maximum = max(maximum, label)
          if label == 1 {
            ones += 1
          } else if label != 0 {
            allBinary = false
            if label != label.rounded(.towardZero) { allIntegers = false }
          }
          sum += label
        }
        fewest = min(fewest, ones)
        most = max(most, ones)
        if abs(sum - 1) > 1e-5 { rowsSumToOne = false }
      }
      return true
    }
    guard isFinite else { return nil }
    self.init(
      allIntegers: allIntegers, minimum: minimum, maximum: maximum,
      onesPerRow: allBinary ? fewest...most : nil,
      rowsSumToOne: rowsSumToOne && minimum >= 0)
  }
}

extension LabelFacts {
  /// Whether every row holds exactly one 1 and zeros.
  var isOneHot: Bool { onesPerRow == 1...1 }

  /// Whether every label is 0 or 1.
  var isBinary: Bool { onesPerRow != nil }

  /// Whether some row of zeros and ones holds none, or several.
  var isMultiHot: Bool { isBinary && !isOneHot }

  /// The span of the labels: `0...9`, `-0.5...2.25`.
  var span: String { "\(LabelFacts.text(minimum))...\(LabelFacts.text(maximum))" }

  private static func text(_ number: Double) -> String {
    Int64(exactly: number).map(String.init) ?? "\(number)"
  }
}
