extension ElementType {
  /// The type that a datatype message describes.
  init(_ cursor: inout Cursor, depth: Int = 0) throws(HDF5Error) {
    guard depth < 8 else {
      throw cursor.error(found: "types inside of types, 8 deep", wanted: "a simple type")
    }
    let head = try cursor.u8()
    let flags = Int(try cursor.number(3))
    let size = Int(try cursor.u32())
    guard size > 0, (1...4).contains(head >> 4) else {
      throw cursor.error(
        found: "a datatype of version \(head >> 4) and \(size) bytes",
        wanted: "version 1 to 4, and a size over 0")
    }
    switch head & 0xf {
    case 0: self = try ElementType.integer(&cursor, flags, size)
    case 1: self = try ElementType.float(&cursor, flags, size)
    case 2: self = .other("time", size: size)
    case 3: self = try ElementType.text(cursor, flags, size)
    case 4: self = .other("bit field", size: size)
    case 5: self = .other("opaque", size: size)
    case 6: self = .other("compound", size: size)
    case 7: self = .other(flags & 0xf == 1 ? "region reference" : "object reference", size: size)
    case 8: self = try ElementType.enumeration(&cursor, flags, size, version: head >> 4, depth)
    case 9:
      guard flags & 0xf == 1, size == 16 else {
        self = .other("variable-length array", size: size)
        return
      }
      self = .variableText
    case 10: self = .other("array", size: size)
    case let kind:
      throw cursor.error(found: "a datatype of class \(kind)", wanted: "one of 0 to 10")
    }
  }

  private static func integer(
    _ cursor: inout Cursor, _ flags: Int, _ size: Int
  ) throws(HDF5Error) -> ElementType {
    let offset = try cursor.u16()
    let precision = try cursor.u16()
    guard [1, 2, 4, 8].contains(size), offset == 0, precision == size * 8 else {
      return .other("integer of \(precision) bits", size: size)
    }
    return .integer(size: size, signed: flags & 8 != 0, bigEndian: flags & 1 != 0)
  }

  private static func float(
    _ cursor: inout Cursor, _ flags: Int, _ size: Int
  ) throws(HDF5Error) -> ElementType {
    let offset = try cursor.u16()
    let precision = try cursor.u16()
    let exponentAt = Int(try cursor.u8())
    let exponent = Int(try cursor.u8())
    let mantissaAt = Int(try cursor.u8())
    let mantissa = Int(try cursor.u8())
    let bias = try cursor.u32()
    let sign = flags >> 8 & 0xff
    let found = [offset, precision, sign, exponentAt, exponent, mantissaAt, mantissa, Int(bias)]
    // Only the formats of IEEE 754; bfloat16, which has 8 bits of exponent in 2 bytes, is none.
    let wanted: [Int] =
      switch size {
      case 2: [0, 16, 15, 10, 5, 0, 10, 15]
      case 4: [0, 32, 31, 23, 8, 0, 23, 127]
      case 8: [0, 64, 63, 52, 11, 0, 52, 1023]
      default: []
      }
    guard found == wanted, flags & 0x40 == 0, flags >> 4 & 3 == 2 else {
      return .other("float of \(exponent) + \(mantissa) bits", size: size)
    }
    return .float(size: size, bigEndian: flags & 1 != 0)
  }

  private static func text(
    _ cursor: Cursor, _ flags: Int, _ size: Int
  ) throws(HDF5Error) -> ElementType {
    switch flags & 0xf {
    case 0: return .text(size: size, padding: .terminated)
    case 1: return .text(size: size, padding: .zeros)
    case 2: return .text(size: size, padding: .spaces)
    case let padding:
      throw cursor.error(found: "texts padded in way \(padding)", wanted: "way 0, 1 or 2")
    }
  }

  /// h5py's `bool`, or the integers of another enumeration.
  private static func enumeration(
    _ cursor: inout Cursor, _ flags: Int, _ size: Int, version: UInt8, _ depth: Int
  ) throws(HDF5Error) -> ElementType {
    let base = try ElementType(&cursor, depth: depth + 1)
    guard case .integer(size, _, _) = base else {
      throw cursor.error(
        found: "an enumeration of \(base.name)", wanted: "one of integers of \(size) bytes")
    }
    guard size == 1, flags & 0xffff == 2 else { return base }
    var names: [Range<Int>] = []
    for _ in 0..<2 {
      let start = cursor.position
      while try cursor.u8() != 0 {}
      names.append(start..<(cursor.position - 1))
      let length = cursor.position - start
      if version < 3 { try cursor.skip((8 - length % 8) % 8) }
    }
    let values = [try cursor.u8(), try cursor.u8()]
    let bytes = cursor.file.bytes
    let isBool =
      bytes[names[0]].elementsEqual("FALSE".utf8) && bytes[names[1]].elementsEqual("TRUE".utf8)
      && values == [0, 1]
    return isBool ? .bool : base
  }
}
