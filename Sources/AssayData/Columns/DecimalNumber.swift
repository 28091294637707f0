/// A number as it is written in csv and jsonl files.
///
/// Read to the nearest float64 whatever the locale, as `strtod` does. Most numbers take one exact
/// multiplication, or one division of whole numbers; the others go to the standard library.
enum DecimalNumber {
  /// What some bytes are.
  enum Reading: Equatable {
    case number(Double)
    /// A whole number beyond 2⁵³, of which float64 would keep another one.
    case inexact
    /// A finite number beyond the largest float64.
    case tooLarge
    case notANumber
  }

  /// The largest whole number up to which float64 holds every one.
  static let largestExact: UInt64 = 1 << 53

  /// Reads all of `bytes`; spaces around the number are passed over.
  static func read(_ bytes: UnsafeBufferPointer<UInt8>) -> Reading {
    var start = 0
    var end = bytes.count
    while start < end, isSpace(bytes[start]) { start += 1 }
    while end > start, isSpace(bytes[end - 1]) { end -= 1 }
    guard start < end else { return .notANumber }
    var index = start
    let isNegative = bytes[index] == UInt8(ascii: "-")
    if isNegative || bytes[index] == UInt8(ascii: "+") { index += 1 }

    var mantissa: UInt64 = 0
    var digits = 0  // of the mantissa, without zeros in front
    var exponent = 0
    let whole = index
    while index < end, case let digit = bytes[index] &- 0x30, digit < 10 {
      mantissa = mantissa &* 10 &+ UInt64(digit)
      if mantissa != 0 || digits > 0 { digits += 1 }
      index += 1
    }
    var count = index - whole
    var isWhole = true
    if index < end, bytes[index] == UInt8(ascii: ".") {
      isWhole = false
      index += 1
      let fraction = index
      while index < end, case let digit = bytes[index] &- 0x30, digit < 10 {
        mantissa = mantissa &* 10 &+ UInt64(digit)
        if mantissa != 0 || digits > 0 { digits += 1 }
        index += 1
      }
      exponent = fraction - index
      count += index - fraction
    }
    guard count > 0 else { return word(bytes, whole, end, isNegative) }
    if index < end, bytes[index] | 0x20 == UInt8(ascii: "e") {
      isWhole = false
      index += 1
      let isDivided = index < end && bytes[index] == UInt8(ascii: "-")
      if isDivided || (index < end && bytes[index] == UInt8(ascii: "+")) { index += 1 }
      let first = index
      var power = 0
      while index < end, case let digit = bytes[index] &- 0x30, digit < 10 {
        if power < 1_000_000 { power = power * 10 + Int(digit) }
        index += 1
      }
      guard index > first else { return .notANumber }
      exponent += isDivided ? -power : power
    }
    guard index == end else { return .notANumber }
    if isWhole, digits > 15, digits > 19 || mantissa > largestExact { return .inexact }
    if digits <= 19, let value = nearest(mantissa, exponent) {
      return .number(isNegative ? -value : value)
    }
    let text = String(decoding: UnsafeBufferPointer(rebasing: bytes[start..<end]), as: UTF8.self)
    guard let value = Double(text) else { return .notANumber }
    return value.isFinite ? .number(value) : .tooLarge
  }

  private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

  /// `mantissa · 10^exponent` rounded once; `nil` where it takes more than 64 bits to tell.
  private static func nearest(_ mantissa: UInt64, _ exponent: Int) -> Double? {
    if mantissa <= largestExact {
      if exponent == 0 { return Double(mantissa) }
      // Both are exact, so the one operation rounds correctly (Clinger, 1990).
      if -22...22 ~= exponent {
        let power = powers[abs(exponent)]
        return exponent < 0 ? Double(mantissa) / power : Double(mantissa) * power
      }
      return mantissa == 0 ? 0 : nil
    }
    guard -19...(-1) ~= exponent else { return exponent == 0 ? Double(mantissa) : nil }
    return quotient(mantissa, by: wholePowers[-exponent])
  }

  /// The nearest float64 to a quotient of whole numbers, whose result is never subnormal.
  private static func quotient(_ dividend: UInt64, by divisor: UInt64) -> Double {
    // Both are moved to the top bit, and the dividend halved, so that the quotient's high word is 0.
    let up = dividend.leadingZeroBitCount
    let down = divisor.leadingZeroBitCount
    let high = dividend << UInt64(up)
    let (result, rest) = (divisor << UInt64(down)).dividingFullWidth((high >> 1, high << 63))
    // 2⁶² ≤ result, so at least nine bits are left over for rounding; a rest only breaks ties.
    let spare = 64 - 53 - result.leadingZeroBitCount
    let tail = result & (1 << UInt64(spare) - 1)
    var kept = result >> UInt64(spare)
    let half: UInt64 = 1 << UInt64(spare - 1)
    if tail > half || (tail == half && (rest != 0 || kept & 1 == 1)) { kept += 1 }
    return Double(kept) * Double(sign: .plus, exponent: spare - 63 - up + down, significand: 1)
  }

  private static let powers: [Double] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
  ]
  private static let wholePowers: [UInt64] = (0...19).map { count in
    (0..<count).reduce(1) { power, _ in power * 10 }
  }

  /// What is no digit: truth, and what arithmetic yields beyond numbers.
  private static func word(
    _ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int, _ isNegative: Bool
  ) -> Reading {
    guard 3...8 ~= end - start else { return .notANumber }
    let text = String(
      decoding: bytes[start..<end].map { 0x41...0x5a ~= $0 ? $0 | 0x20 : $0 }, as: UTF8.self)
    switch text {
    case "nan": return .number(.nan)
    case "inf", "infinity": return .number(isNegative ? -.infinity : .infinity)
    case "true" where start == 0 || isSpace(bytes[start - 1]): return .number(1)
    case "false" where start == 0 || isSpace(bytes[start - 1]): return .number(0)
    default: return .notANumber
    }
  }
}
