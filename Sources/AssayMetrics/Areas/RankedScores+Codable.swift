import AssayCore

extension RankedScores: Codable {
  private enum CodingKeys: String, CodingKey { case zeros, ones }

  /// Keys in order, in hexadecimal: equal scores are equal text.
  private struct Written: Codable {
    var narrow: String
    var wide: String
    var weighted: String

    init(_ side: Side) {
      narrow = Hexadecimal.text(side.narrow)
      wide = Hexadecimal.text(side.wide)
      weighted = Hexadecimal.text(side.weighted.flatMap { [$0.key, $0.weight.bitPattern] })
    }

    func side(in decoder: any Decoder) throws -> Side {
      guard let narrow = Hexadecimal.numbers(self.narrow, of: UInt32.self),
        let wide = Hexadecimal.numbers(self.wide, of: UInt64.self),
        let pairs = Hexadecimal.numbers(weighted, of: UInt64.self), pairs.count % 2 == 0
      else {
        throw DecodingError.dataCorrupted(
          .init(
            codingPath: decoder.codingPath,
            debugDescription: "scores that are no hexadecimal numbers; the state is damaged"))
      }
      let weighted = stride(from: 0, to: pairs.count, by: 2).map {
        Weighted(key: pairs[$0], weight: Double(bitPattern: pairs[$0 + 1]))
      }
      guard weighted.allSatisfy({ $0.weight > 0 && $0.weight < .infinity }) else {
        throw DecodingError.dataCorrupted(
          .init(
            codingPath: decoder.codingPath,
            debugDescription: "weights that are none; the state is damaged"))
      }
      return Side(narrow: narrow, wide: wide, weighted: weighted)
    }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    let sorted = sorted
    try container.encode(Written(sorted.sides[0]), forKey: .zeros)
    try container.encode(Written(sorted.sides[1]), forKey: .ones)
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    sides = [
      try container.decode(Written.self, forKey: .zeros).side(in: decoder),
      try container.decode(Written.self, forKey: .ones).side(in: decoder),
    ]
  }
}

/// Numbers as text of a fixed number of digits each.
private enum Hexadecimal {
  private static let digits = Array("0123456789abcdef".utf8)

  static func text<N: FixedWidthInteger & UnsignedInteger>(_ numbers: [N]) -> String {
    let width = N.bitWidth / 4
    return String(unsafeUninitializedCapacity: numbers.count * width) { bytes in
      var place = 0
      for number in numbers {
        for digit in stride(from: width - 1, through: 0, by: -1) {
          bytes[place] = digits[Int(truncatingIfNeeded: number >> N(4 * digit)) & 15]
          place += 1
        }
      }
      return place
    }
  }

  static func numbers<N: FixedWidthInteger & UnsignedInteger>(_ text: String, of: N.Type) -> [N]? {
    let width = N.bitWidth / 4
    var text = text
    return text.withUTF8 { bytes in
      guard bytes.count % width == 0 else { return nil }
      var numbers: [N] = []
      numbers.reserveCapacity(bytes.count / width)
      for start in stride(from: 0, to: bytes.count, by: width) {
        var number: N = 0
        for byte in bytes[start..<(start + width)] {
          switch byte {
          case UInt8(ascii: "0")...UInt8(ascii: "9"): number = number << 4 | N(byte - 48)
          case UInt8(ascii: "a")...UInt8(ascii: "f"): number = number << 4 | N(byte - 87)
          default: return nil
          }
        }
        numbers.append(number)
      }
      return numbers
    }
  }
}
