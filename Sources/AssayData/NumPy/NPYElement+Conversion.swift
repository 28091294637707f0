extension NPYElement {
  /// Turns elements as they lie on disk into elements of a tensor, in the same memory.
  ///
  /// The elements on disk fill the end of `bytes`; an element is read before anything is written
  /// over it, because a tensor's element is as wide as the disk's or wider.
  ///
  /// - Parameter first: the place in the whole array of the first of these elements, for errors.
  /// - Throws: a problem for a uint64 that int64 cannot hold.
  func convert(
    _ bytes: UnsafeMutableRawBufferPointer, count: Int, first: Int = 0
  ) throws(NPYHeader.Problem) {
    switch kind {
    case .uint8, .int8: break
    case .bool: map(bytes, count) { (byte: UInt8) in byte == 0 ? 0 as UInt8 : 1 }
    case .int16: swap(bytes, count, Int16.self)
    case .int32: swap(bytes, count, Int32.self)
    case .int64: swap(bytes, count, Int64.self)
    case .float32: swap(bytes, count, UInt32.self)
    case .float64: swap(bytes, count, UInt64.self)
    case .uint16: widen(bytes, count) { (bits: UInt16) in Int32(bits) }
    case .uint32: widen(bytes, count) { (bits: UInt32) in Int64(bits) }
    case .float16: widen(bytes, count) { (bits: UInt16) in NPYElement.float(half: bits) }
    case .uint64:
      swap(bytes, count, UInt64.self)
      for index in 0..<count {
        let value = bytes.load(fromByteOffset: index * 8, as: UInt64.self)
        guard value <= UInt64(Int64.max) else {
          throw .init(
            found: "\(value) in element \(first + index) of type uint64",
            wanted: "at most \(Int64.max), the largest int64")
        }
      }
    }
  }

  /// The number that sixteen bits of IEEE half precision stand for; exact.
  static func float(half bits: UInt16) -> Float {
    let sign: Float = bits >> 15 == 0 ? 1 : -1
    let exponent = Int32(bits >> 10 & 0x1f)
    let fraction = UInt32(bits & 0x3ff)
    switch exponent {
    case 0: return sign * Float(fraction) * 0x1p-24
    case 31: return Float(bitPattern: UInt32(bits >> 15) << 31 | 0x7f80_0000 | fraction << 13)
    default:
      let rebiased = UInt32(exponent - 15 + 127)
      return Float(bitPattern: UInt32(bits >> 15) << 31 | rebiased << 23 | fraction << 13)
    }
  }

  private func swap<Word: FixedWidthInteger & BitwiseCopyable>(
    _ bytes: UnsafeMutableRawBufferPointer, _ count: Int, _: Word.Type
  ) {
    guard isBigEndian else { return }
    map(bytes, count) { (word: Word) in word.byteSwapped }
  }

  private func widen<Word: FixedWidthInteger & BitwiseCopyable, Wide: BitwiseCopyable>(
    _ bytes: UnsafeMutableRawBufferPointer, _ count: Int, _ value: (Word) -> Wide
  ) {
    map(bytes, count) { (word: Word) in value(isBigEndian ? word.byteSwapped : word) }
  }

  private func map<From: BitwiseCopyable, To: BitwiseCopyable>(
    _ bytes: UnsafeMutableRawBufferPointer, _ count: Int, _ value: (From) -> To
  ) {
    let start = bytes.count - count * MemoryLayout<From>.size
    for index in 0..<count {
      let from = bytes.load(fromByteOffset: start + index * MemoryLayout<From>.size, as: From.self)
      bytes.storeBytes(
        of: value(from), toByteOffset: index * MemoryLayout<To>.size, as: To.self)
    }
  }
}
