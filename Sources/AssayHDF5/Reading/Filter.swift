import CZlib

/// One step between a chunk in memory and its bytes in the file.
enum Filter: Sendable, Equatable {
  case deflate
  case shuffle(size: Int)
  case fletcher32

  /// The filters of a pipeline message, in the order in which writing applies them.
  static func pipeline(_ message: Cursor) throws(HDF5Error) -> [Filter] {
    var cursor = message
    let version = try cursor.version(1...2)
    let count = Int(try cursor.u8())
    guard count <= 32 else {
      throw cursor.error(found: "\(count) filters", wanted: "32 at most")
    }
    if version == 1 { try cursor.skip(6) }
    var filters: [Filter] = []
    for _ in 0..<count {
      let id = try cursor.u16()
      let nameLength = version == 1 || id >= 256 ? try cursor.u16() : 0
      try cursor.skip(2)
      let values = try cursor.u16()
      try cursor.skip(version == 1 ? (nameLength + 7) / 8 * 8 : nameLength)
      let first = values > 0 ? Int(try cursor.u32()) : 0
      try cursor.skip(max(values - 1, 0) * 4 + (version == 1 && values % 2 == 1 ? 4 : 0))
      let filter: Filter
      switch id {
      case 1: filter = .deflate
      case 2: filter = .shuffle(size: max(first, 1))
      case 3: filter = .fletcher32
      default:
        throw cursor.error(
          found: "a filter \(id)\(name(id))", wanted: "gzip, shuffle and fletcher32 only")
      }
      guard !filters.contains(where: { $0.id == filter.id }) else {
        throw cursor.error(found: "the filter \(id) twice", wanted: "once")
      }
      filters.append(filter)
    }
    return filters
  }

  private static func name(_ id: Int) -> String {
    switch id {
    case 4: " (szip)"
    case 5: " (nbit)"
    case 6: " (scaleoffset)"
    case 32000: " (lzf)"
    default: ""
    }
  }

  private var id: Int {
    switch self {
    case .deflate: 1
    case .shuffle: 2
    case .fletcher32: 3
    }
  }

  /// The bytes before this filter was applied, of which there must be `size`; else what is wrong.
  func undone(_ bytes: ArraySlice<UInt8>, size: Int) -> Result<ArraySlice<UInt8>, Damage> {
    switch self {
    case .deflate: Filter.inflated(bytes, size: size)
    case .shuffle(let elementSize): .success(Filter.unshuffled(bytes, elementSize)[...])
    case .fletcher32: Filter.checked(bytes)
    }
  }

  /// What is wrong with the bytes of a chunk.
  struct Damage: Error {
    let found: String
  }

  private static func inflated(
    _ bytes: ArraySlice<UInt8>, size: Int
  ) -> Result<ArraySlice<UInt8>, Damage> {
    var status = Z_OK
    let output = [UInt8](unsafeUninitializedCapacity: size) { target, count in
      var length = uLongf(size)
      var empty: UInt8 = 0
      status = bytes.withUnsafeBufferPointer { source in
        // A pointer even for no bytes: zlib takes none for a mistake.
        if let base = target.baseAddress, size > 0 {
          uncompress(base, &length, source.baseAddress, uLong(source.count))
        } else {
          uncompress(&empty, &length, source.baseAddress, uLong(source.count))
        }
      }
      count = status == Z_OK ? min(Int(length), size) : 0
    }
    if status == Z_OK, output.count == size { return .success(output[...]) }
    return .failure(
      Damage(
        found: status == Z_OK
          ? "a chunk that unpacks to \(output.count) of \(size) bytes"
          : status == Z_BUF_ERROR
            ? "a chunk that is cut off or unpacks to more than \(size) bytes"
            : "a chunk that gzip cannot unpack"))
  }

  /// HDF5 keeps the first bytes of all elements, then the second ones, and so on.
  private static func unshuffled(_ bytes: ArraySlice<UInt8>, _ elementSize: Int) -> [UInt8] {
    let count = bytes.count / elementSize
    guard elementSize > 1, count > 1 else { return Array(bytes) }
    return bytes.withUnsafeBufferPointer { source in
      [UInt8](unsafeUninitializedCapacity: source.count) { target, written in
        for byte in 0..<elementSize {
          for index in 0..<count {
            target[index * elementSize + byte] = source[byte * count + index]
          }
        }
        for index in (count * elementSize)..<source.count { target[index] = source[index] }
        written = source.count
      }
    }
  }

  private static func checked(_ bytes: ArraySlice<UInt8>) -> Result<ArraySlice<UInt8>, Damage> {
    guard bytes.count >= 4 else {
      return .failure(Damage(found: "a chunk without its checksum"))
    }
    let data = bytes.dropLast(4)
    let stored = bytes.suffix(4).reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    guard fletcher32(data) == stored else {
      return .failure(Damage(found: "a chunk with a wrong checksum"))
    }
    return .success(data)
  }

  /// Fletcher's checksum over big-endian pairs of bytes, as HDF5 computes it.
  private static func fletcher32(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    bytes.withUnsafeBufferPointer { bytes in
      var sum1: UInt32 = 0
      var sum2: UInt32 = 0
      var index = 0
      func folded(_ sum: UInt32) -> UInt32 { (sum & 0xffff) + (sum >> 16) }
      // Sums wrap as HDF5's do.
      while index + 1 < bytes.count {
        for _ in 0..<min(360, (bytes.count - index) / 2) {
          sum1 &+= UInt32(bytes[index]) << 8 | UInt32(bytes[index + 1])
          sum2 &+= sum1
          index += 2
        }
        sum1 = folded(sum1)
        sum2 = folded(sum2)
      }
      if index < bytes.count {
        sum1 = folded(sum1 &+ UInt32(bytes[index]) << 8)
        sum2 = folded(sum2 &+ sum1)
      }
      sum1 = folded(sum1)
      sum2 = folded(sum2)
      return sum2 << 16 | sum1
    }
  }
}
