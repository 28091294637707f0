/// The text that a JSON string stands for.
enum JSONText {
  /// Resolves the escapes; `nil` for a wrong one, half a pair of surrogates, or what is not UTF-8.
  static func decode(_ raw: UnsafeBufferPointer<UInt8>) -> String? {
    guard raw.contains(UInt8(ascii: "\\")) else { return FoundText.valid(raw) }
    var text: [UInt8] = []
    var index = 0
    while index < raw.count {
      guard raw[index] == UInt8(ascii: "\\") else {
        text.append(raw[index])
        index += 1
        continue
      }
      guard index + 1 < raw.count else { return nil }
      let mark = raw[index + 1]
      index += 2
      if let plain = escapes[mark] {
        text.append(plain)
        continue
      }
      guard mark == UInt8(ascii: "u"), var code = unit(raw, index) else { return nil }
      index += 4
      if 0xd800...0xdbff ~= code {
        guard index + 1 < raw.count, raw[index] == UInt8(ascii: "\\"),
          raw[index + 1] == UInt8(ascii: "u"), let low = unit(raw, index + 2),
          0xdc00...0xdfff ~= low
        else { return nil }
        code = 0x10000 + (code - 0xd800) << 10 + (low - 0xdc00)
        index += 6
      }
      guard let scalar = Unicode.Scalar(code) else { return nil }
      text.append(contentsOf: UTF8.encode(scalar)!)
    }
    return FoundText.valid(text)
  }

  private static let escapes: [UInt8: UInt8] = [
    0x22: 0x22, 0x5c: 0x5c, 0x2f: 0x2f, 0x62: 0x08, 0x66: 0x0c, 0x6e: 0x0a, 0x72: 0x0d, 0x74: 0x09,
  ]

  /// Four hexadecimal digits.
  private static func unit(_ raw: UnsafeBufferPointer<UInt8>, _ index: Int) -> UInt32? {
    guard index + 4 <= raw.count else { return nil }
    var value: UInt32 = 0
    for byte in raw[index..<index + 4] {
      guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { return nil }
      value = value << 4 | UInt32(digit)
    }
    return value
  }
}
