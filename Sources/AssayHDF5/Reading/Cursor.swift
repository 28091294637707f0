/// A position in a part of a file that reads little-endian numbers and never leaves the part.
struct Cursor {
  let file: FileBytes
  let place: Place
  /// What is being read, "an object header".
  let what: String
  private(set) var position: Int
  let end: Int

  init(file: FileBytes, place: Place, what: String, position: Int, end: Int) {
    self.file = file
    self.place = place
    self.what = what
    self.position = position
    self.end = end
  }

  var remaining: Int { end - position }

  func error(found: String, wanted: String) -> HDF5Error {
    place.error(found: found, wanted: wanted)
  }

  /// The range of the next `count` bytes, which are passed.
  mutating func take(_ count: Int) throws(HDF5Error) -> Range<Int> {
    guard count >= 0, count <= remaining else {
      throw error(
        found: "\(what) that ends after \(remaining) of \(count) bytes", wanted: "all of them")
    }
    defer { position += count }
    return position..<(position + count)
  }

  mutating func skip(_ count: Int) throws(HDF5Error) { _ = try take(count) }

  /// A cursor over the next `count` bytes, which are passed.
  mutating func part(_ count: Int, _ what: String) throws(HDF5Error) -> Cursor {
    let range = try take(count)
    return Cursor(
      file: file, place: place, what: what, position: range.lowerBound, end: range.upperBound)
  }

  /// An unsigned number of `size` bytes, at most 8.
  mutating func number(_ size: Int) throws(HDF5Error) -> UInt64 {
    let range = try take(size)
    var value: UInt64 = 0
    for index in range.reversed() { value = value << 8 | UInt64(file.bytes[index]) }
    return value
  }

  mutating func u8() throws(HDF5Error) -> UInt8 { UInt8(truncatingIfNeeded: try number(1)) }
  mutating func u16() throws(HDF5Error) -> Int { Int(try number(2)) }
  mutating func u32() throws(HDF5Error) -> UInt32 { UInt32(truncatingIfNeeded: try number(4)) }
  mutating func u64() throws(HDF5Error) -> UInt64 { try number(8) }

  /// An address, unless it is the undefined one.
  mutating func address() throws(HDF5Error) -> UInt64? {
    let address = try u64()
    return address == .max ? nil : address
  }

  /// An 8-byte size.
  mutating func size(_ of: String) throws(HDF5Error) -> Int {
    let value = try u64()
    guard let size = Int(exactly: value) else {
      throw error(found: "\(of) of \(value)", wanted: "one that memory can address")
    }
    return size
  }

  /// Passes four letters that a structure begins with.
  mutating func signature(_ letters: StaticString) throws(HDF5Error) {
    let range = try take(4)
    let matches = letters.withUTF8Buffer { file.bytes[range].elementsEqual($0) }
    guard matches else {
      throw error(
        found: "\(what) without its signature", wanted: "'\(letters)' at byte \(range.lowerBound)")
    }
  }

  /// Passes a version number, one of those given.
  mutating func version(_ wanted: ClosedRange<UInt8>) throws(HDF5Error) -> UInt8 {
    let version = try u8()
    guard wanted.contains(version) else {
      throw error(
        found: "\(what) of version \(version)",
        wanted: wanted.count == 1
          ? "version \(wanted.lowerBound)" : "version \(wanted.lowerBound) to \(wanted.upperBound)")
    }
    return version
  }

  /// Compares the four bytes at the end of a structure, which began at `start`, with its checksum.
  mutating func checksum(from start: Int) throws(HDF5Error) {
    let computed = lookup3(file.bytes[start..<position])
    let stored = try u32()
    guard computed == stored else {
      throw error(found: "\(what) with a wrong checksum", wanted: "an undamaged file")
    }
  }
}
