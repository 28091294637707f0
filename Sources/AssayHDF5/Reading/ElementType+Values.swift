extension ElementType {
  /// The bits of the integer or float at an offset; the caller has compared it with the bytes.
  func word(_ bytes: UnsafeRawBufferPointer, at offset: Int) -> UInt64 {
    var value: UInt64 = 0
    if isBigEndian {
      for index in 0..<size { value = value << 8 | UInt64(bytes[offset + index]) }
    } else {
      for index in (0..<size).reversed() { value = value << 8 | UInt64(bytes[offset + index]) }
    }
    return value
  }

  /// An integer, unless it is an unsigned one beyond 2⁶³.
  func integer(_ word: UInt64) -> Int64? {
    guard case .integer(let size, let signed, _) = self else { return Int64(exactly: word) }
    guard signed else { return Int64(exactly: word) }
    let unused = UInt64(64 - size * 8)
    return Int64(bitPattern: word << unused) >> unused
  }

  /// A float of 2, 4 or 8 bytes.
  func number(_ word: UInt64) -> Double {
    switch size {
    case 2: Double(ElementType.float16(word))
    case 4: Double(Float(bitPattern: UInt32(truncatingIfNeeded: word)))
    default: Double(bitPattern: word)
    }
  }

  /// A half-precision number; not every platform has the type.
  static func float16(_ word: UInt64) -> Float {
    let bits = UInt32(truncatingIfNeeded: word & 0xffff)
    let sign = (bits >> 15) << 31
    let exponent = (bits >> 10) & 0x1f
    let mantissa = bits & 0x3ff
    switch exponent {
    case 0:
      let magnitude = Float(mantissa) * 0x1p-24
      return sign == 0 ? magnitude : -magnitude
    case 0x1f: return Float(bitPattern: sign | 0x7f80_0000 | mantissa << 13)
    default: return Float(bitPattern: sign | (exponent + 112) << 23 | mantissa << 13)
    }
  }

  /// The bytes of a text of fixed size, without its padding.
  func unpadded(_ bytes: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
    guard case .text(_, let padding) = self else { return bytes }
    var count = bytes.count
    switch padding {
    case .terminated: count = bytes.firstIndex(of: 0) ?? count
    case .zeros: while count > 0, bytes[count - 1] == 0 { count -= 1 }
    case .spaces: while count > 0, bytes[count - 1] == 0x20 { count -= 1 }
    }
    return UnsafeBufferPointer(rebasing: bytes[..<count])
  }

  var isBigEndian: Bool {
    switch self {
    case .integer(_, _, let bigEndian), .float(_, let bigEndian): bigEndian
    default: false
    }
  }
}
