/// Bob Jenkins's hash `lookup3`, little-endian, from 0: the checksum of HDF5's newer structures.
///
/// - Source: Bob Jenkins, "lookup3.c", May 2006, public domain.
package func lookup3(_ bytes: ArraySlice<UInt8>) -> UInt32 {
  let seed = 0xdead_beef &+ UInt32(truncatingIfNeeded: bytes.count)
  var a = seed
  var b = seed
  var c = seed
  var position = bytes.startIndex

  func word(_ offset: Int) -> UInt32 {
    var value: UInt32 = 0
    for index in 0..<4 where position + offset + index < bytes.endIndex {
      value |= UInt32(bytes[position + offset + index]) << UInt32(8 * index)
    }
    return value
  }
  func rotated(_ x: UInt32, _ k: UInt32) -> UInt32 { x << k | x >> (32 - k) }

  while bytes.endIndex - position > 12 {
    a &+= word(0)
    b &+= word(4)
    c &+= word(8)
    a = (a &- c) ^ rotated(c, 4)
    c &+= b
    b = (b &- a) ^ rotated(a, 6)
    a &+= c
    c = (c &- b) ^ rotated(b, 8)
    b &+= a
    a = (a &- c) ^ rotated(c, 16)
    c &+= b
    b = (b &- a) ^ rotated(a, 19)
    a &+= c
    c = (c &- b) ^ rotated(b, 4)
    b &+= a
    position += 12
  }
  if position == bytes.endIndex { return c }
  a &+= word(0)
  b &+= word(4)
  c &+= word(8)
  c = (c ^ b) &- rotated(b, 14)
  a = (a ^ c) &- rotated(c, 11)
  b = (b ^ a) &- rotated(a, 25)
  c = (c ^ b) &- rotated(b, 16)
  a = (a ^ c) &- rotated(c, 4)
  b = (b ^ a) &- rotated(a, 14)
  c = (c ^ b) &- rotated(b, 24)
  return c
}
