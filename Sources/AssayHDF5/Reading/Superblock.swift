/// The beginning of every HDF5 file, which says where the root group is.
struct Superblock {
  static let signature: [UInt8] = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a]

  /// The address of the root group's object header.
  let root: UInt64

  init(_ file: FileBytes, _ place: Place) throws(HDF5Error) {
    try Superblock.checkSignature(file, place)
    var cursor = try file.cursor(at: 8, "a superblock", place)
    let version = try cursor.version(0...3)
    if version < 2 {
      try cursor.skip(4)
      try Superblock.checkSizes(&cursor)
      try cursor.skip(version == 0 ? 9 : 13)  // reserved, group sizes, flags, chunk tree size
      try Superblock.checkExtent(&cursor, skipping: 8)
      try cursor.skip(8 + 8)  // driver information, name of the root
      root = try cursor.u64()
    } else {
      try Superblock.checkSizes(&cursor)
      try cursor.skip(1)
      try Superblock.checkExtent(&cursor, skipping: 8)
      root = try cursor.u64()
      try cursor.checksum(from: 0)
    }
  }

  private static func checkSignature(_ file: FileBytes, _ place: Place) throws(HDF5Error) {
    if file.bytes.starts(with: signature) { return }
    var offset = 512
    while offset < file.count {
      if file.bytes[offset...].starts(with: signature) {
        throw place.error(
          found: "\(offset) bytes of something else before HDF5's signature",
          wanted: "a file that begins with it")
      }
      offset *= 2
    }
    throw place.error(
      found: file.count == 0 ? "an empty file" : "a file that does not begin as HDF5 does",
      wanted: "HDF5, as Keras writes it")
  }

  private static func checkSizes(_ cursor: inout Cursor) throws(HDF5Error) {
    let offsets = try cursor.u8()
    let lengths = try cursor.u8()
    guard offsets == 8, lengths == 8 else {
      throw cursor.error(
        found: "addresses of \(offsets) and lengths of \(lengths) bytes", wanted: "8 bytes each")
    }
  }

  private static func checkExtent(
    _ cursor: inout Cursor, skipping count: Int
  ) throws(HDF5Error) {
    let base = try cursor.u64()
    guard base == 0 else {
      throw cursor.error(found: "a base address of \(base)", wanted: "0")
    }
    try cursor.skip(count)
    let end = try cursor.u64()
    guard end <= UInt64(cursor.file.count) else {
      throw cursor.error(
        found: "\(cursor.file.count) bytes", wanted: "the \(end) that the file says it has")
    }
  }
}
