/// A name in a group and the object header that it leads to.
struct Link {
  let name: String
  let address: UInt64
  /// When the link was made, where the file says so.
  var order: UInt64 = 0

  /// The link of a link message.
  init(message: Cursor) throws(HDF5Error) {
    var cursor = message
    _ = try cursor.version(1...1)
    let flags = try cursor.u8()
    let kind = flags & 8 != 0 ? Int(try cursor.u8()) : 0
    if flags & 4 != 0 { order = try cursor.u64() }
    if flags & 16 != 0 { try cursor.skip(1) }  // ASCII or UTF-8
    let declared = try cursor.number(1 << Int(flags & 3))
    guard let length = Int(exactly: declared) else {
      throw cursor.error(found: "a name of \(declared) bytes", wanted: "a shorter one")
    }
    name = try Link.name(try cursor.take(length), cursor)
    guard kind == 0 else { throw Link.refusal(kind, name, cursor.place) }
    address = try cursor.u64()
  }

  init(name: String, address: UInt64) {
    self.name = name
    self.address = address
  }

  /// What is said of a link that is none to an object of this file.
  static func refusal(_ kind: Int, _ name: String, _ place: Place) -> HDF5Error {
    let what =
      switch kind {
      case 1: "a soft link"
      case 64: "an external link, to another file"
      default: "a link of kind \(kind)"
      }
    return place.member(name).error(
      found: what, wanted: "an object of this file; Keras writes no such links")
  }

  /// A name that cannot be taken for a path.
  static func name(_ range: Range<Int>, _ cursor: Cursor) throws(HDF5Error) -> String {
    guard let name = cursor.file.text(range) else {
      throw cursor.error(found: "a member with a name that is not UTF-8", wanted: "UTF-8")
    }
    guard !name.isEmpty, name != ".", name != "..", !name.utf8.contains(0x2f),
      !name.utf8.contains(0)
    else {
      throw cursor.error(
        found: "a member named '\(Place.printable(name))'",
        wanted: "names that are not empty, '.' or '..', without '/' and NUL")
    }
    return name
  }
}
