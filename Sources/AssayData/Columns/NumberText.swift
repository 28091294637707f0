/// Numbers in text files.
enum NumberText {
  private static let powers: [Double] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
  ]

  /// The number that the bytes spell, the nearest double; `nil` where they spell none, or a whole number
  /// that a double does not hold.
  ///
  /// `nan`, `inf`, `infinity`, `true` and `false` are read in any case.
  static func number(_ text: ArraySlice<UInt8>) -> Double? {
    var at = text.startIndex
    let end = text.endIndex
    var isNegative = false
    if at < end, text[at] == UInt8(ascii: "-") || text[at] == UInt8(ascii: "+") {
      isNegative = text[at] == UInt8(ascii: "-")
      at += 1
    }
    var mantissa: UInt64 = 0
    var digits = 0
    var exponent = 0
    var isWhole = true
    while at < end, case let digit = text[at] &- UInt8(ascii: "0"), digit < 10 {
      if digits < 18 { mantissa = mantissa * 10 + UInt64(digit) }
      digits += 1
      at += 1
    }
    if at < end, text[at] == UInt8(ascii: ".") {
      isWhole = false
      at += 1
      while at < end, case let digit = text[at] &- UInt8(ascii: "0"), digit < 10 {
        if digits < 18 { mantissa = mantissa * 10 + UInt64(digit) }
        digits += 1
        exponent -= 1
        at += 1
      }
    }
    guard digits > 0 else { return word(text) }
    // Few digits and a small power of ten: both are exact doubles, and one operation rounds once.
    guard at == end, digits <= 18, mantissa < 1 << 53, exponent >= -22 else {
      return careful(text, isWhole: isWhole && at == end)
    }
    let number = Double(mantissa) / powers[-exponent]
    return isNegative ? -number : number
  }

  private static func careful(_ text: ArraySlice<UInt8>, isWhole: Bool) -> Double? {
    // Swift reads more than decimal numbers; those are not meant here.
    let allowed = Array("0123456789+-.eE".utf8)
    guard text.allSatisfy({ allowed.contains($0) }),
      let number = Double(String(decoding: text, as: UTF8.self))
    else { return word(text) }
    return isWhole && abs(number) > 0x1p53 ? nil : number
  }

  private static func word(_ text: ArraySlice<UInt8>) -> Double? {
    switch String(decoding: text, as: UTF8.self).lowercased() {
    case "true": 1
    case "false": 0
    case "nan": .nan
    case "inf", "+inf", "infinity", "+infinity": .infinity
    case "-inf", "-infinity": -.infinity
    default: nil
    }
  }
}
