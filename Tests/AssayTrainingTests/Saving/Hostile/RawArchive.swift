/// One member of an archive in which every field may lie.
struct RawMember {
  var name: [UInt8]
  /// The name in front of the data, which may be another one than in the directory.
  var localName: [UInt8]
  /// What is stored.
  var bytes: [UInt8]
  var crc: UInt32
  var method: UInt16 = 0
  var flags: UInt16 = 0
  /// What it says it unpacks to.
  var size: UInt32
  var storedSize: UInt32
  /// What it says in front of the data.
  var localSize: UInt32
  /// The mode of Unix, as a link has it.
  var mode: UInt32 = 0o100644
  /// Further fields in the directory.
  var extra: [UInt8] = []

  init(_ name: String, _ bytes: [UInt8]) {
    self.name = Array(name.utf8)
    localName = self.name
    self.bytes = bytes
    crc = RawArchive.crc(bytes)
    size = UInt32(bytes.count)
    storedSize = size
    localSize = size
  }
}

/// Zip archives byte by byte, also those that no library writes.
enum RawArchive {
  /// - Parameters:
  ///   - comment: behind the directory.
  ///   - count: the members that the end tells of.
  ///   - disk: the number of the disk that the end says it is on.
  static func bytes(
    _ members: [RawMember], count: UInt16? = nil, disk: UInt16 = 0, prefix: [UInt8] = []
  ) -> [UInt8] {
    var file = prefix
    var directory: [UInt8] = []
    for member in members {
      let start = UInt32(file.count)
      file += little(0x0403_4b50, 4) + little(20, 2) + little(member.flags, 2)
      file += little(member.method, 2) + little(0, 2) + little(0x21, 2) + little(member.crc, 4)
      file += little(member.storedSize, 4) + little(member.localSize, 4)
      file += little(UInt16(member.localName.count), 2) + little(0, 2)
      file += member.localName + member.bytes
      directory += little(0x0201_4b50, 4) + little(0x0314, 2) + little(20, 2)
      directory += little(member.flags, 2) + little(member.method, 2) + little(0, 2)
      directory += little(0x21, 2) + little(member.crc, 4) + little(member.storedSize, 4)
      directory += little(member.size, 4) + little(UInt16(member.name.count), 2)
      directory += little(UInt16(member.extra.count), 2) + little(0, 2) + little(0, 2)
      directory += little(0, 2) + little(member.mode << 16, 4) + little(start, 4)
      directory += member.name + member.extra
    }
    let start = UInt32(file.count)
    let entries = count ?? UInt16(members.count)
    return file + directory + little(0x0605_4b50, 4) + little(disk, 2) + little(disk, 2)
      + little(entries, 2) + little(entries, 2) + little(UInt32(directory.count), 4)
      + little(start, 4) + little(0, 2)
  }

  static func little(_ value: some FixedWidthInteger, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }

  static func crc(_ bytes: [UInt8]) -> UInt32 {
    var sum = ~UInt32(0)
    for byte in bytes { sum = (sum >> 8) ^ table[Int((sum ^ UInt32(byte)) & 0xff)] }
    return ~sum
  }

  private static let table: [UInt32] = (0..<256).map { byte in
    var sum = UInt32(byte)
    for _ in 0..<8 { sum = sum & 1 == 1 ? (sum >> 1) ^ 0xedb8_8320 : sum >> 1 }
    return sum
  }

  /// `count` zeros as deflate packs them by fixed codes: one literal, then matches of 258, a byte and a
  /// half each.
  static func deflatedZeros(_ count: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    var pending: UInt64 = 0
    var held = 0
    func put(_ code: UInt64, _ width: Int) {
      pending |= code << UInt64(held)
      held += width
      while held >= 8 {
        bytes.append(UInt8(truncatingIfNeeded: pending))
        pending >>= 8
        held -= 8
      }
    }
    put(0b011, 3)
    // The literal 0 is 00110000, from its highest bit.
    put(0b0000_1100, 8)
    var rest = count - 1
    while rest >= 258 {
      // Length 258 is code 285, 11000101; distance 1 is 00000.
      put(0b1010_0011, 8)
      put(0, 5)
      rest -= 258
    }
    for _ in 0..<max(rest, 0) { put(0b0000_1100, 8) }
    put(0, 7)
    if held > 0 { put(0, 8 - held) }
    return bytes
  }
}
