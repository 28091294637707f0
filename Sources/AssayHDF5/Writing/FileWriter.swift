/// A file that grows at its end; numbers are little-endian.
struct FileWriter {
  private(set) var bytes: [UInt8] = []

  /// The address of the next byte.
  var end: Int { bytes.count }

  mutating func reserve(_ count: Int) { bytes.reserveCapacity(count) }

  mutating func u8(_ value: UInt8) { bytes.append(value) }
  mutating func u16(_ value: Int) { number(UInt64(value), size: 2) }
  mutating func u32(_ value: Int) { number(UInt64(value), size: 4) }
  mutating func u64(_ value: Int) { number(UInt64(value), size: 8) }
  /// The address of nothing.
  mutating func undefined() { number(.max, size: 8) }

  mutating func number(_ value: UInt64, size: Int) {
    for index in 0..<size { bytes.append(UInt8(truncatingIfNeeded: value >> UInt64(8 * index))) }
  }

  mutating func append(_ other: some Sequence<UInt8>) { bytes.append(contentsOf: other) }
  mutating func zeros(_ count: Int) { bytes.append(contentsOf: repeatElement(0, count: count)) }

  /// Makes the next address a multiple of 8, counted from `start`.
  mutating func align(from start: Int = 0) { zeros((8 - (bytes.count - start) % 8) % 8) }

  mutating func replace(at address: Int, with other: [UInt8]) {
    bytes.replaceSubrange(address..<(address + other.count), with: other)
  }
}
