/// The bytes of a file, shared by everything that is read from it.
final class FileBytes: Sendable {
  let bytes: [UInt8]
  let name: String

  init(_ bytes: [UInt8], name: String) {
    self.bytes = bytes
    self.name = name
  }

  var count: Int { bytes.count }

  /// A cursor over `count` bytes at an address, or over all up to the end of the file.
  func cursor(
    at address: UInt64, count: UInt64? = nil, _ what: String, _ place: Place
  ) throws(HDF5Error) -> Cursor {
    let size = UInt64(bytes.count)
    guard address <= size, count ?? 0 <= size - address else {
      let extent = count.map { "\(what) of \($0) bytes" } ?? what
      throw place.error(
        found: address == .max
          ? "\(extent) without an address" : "\(extent) at byte \(address) of \(size)",
        wanted: "one inside of the file; was it cut off?")
    }
    let start = Int(address)
    return Cursor(
      file: self, place: place, what: what, position: start,
      end: count.map { start + Int($0) } ?? bytes.count)
  }

  /// The text in a range, unless it is not UTF-8.
  func text(_ range: Range<Int>) -> String? {
    bytes[range].withUnsafeBufferPointer(FileBytes.text)
  }

  /// The text in bytes, unless they are not UTF-8.
  static func text(_ bytes: UnsafeBufferPointer<UInt8>) -> String? {
    let text = String(decoding: bytes, as: UTF8.self)
    // Repaired text differs from its bytes.
    return text.utf8.elementsEqual(bytes) ? text : nil
  }
}
