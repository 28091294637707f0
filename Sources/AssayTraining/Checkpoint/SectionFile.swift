import AssayData
import CKernels

/// A file of named parts, each with its length and checksum: whole, or an error.
///
///     "assay checkpoint 1\n"
///     for each section:  name length, name, length, CRC-32C of name and bytes, bytes
///     the number of sections, and the CRC-32C of everything before
///
/// Numbers are little-endian, of 8 bytes for lengths and 4 for checksums.
package struct SectionFile {
  static let mark = Array("assay checkpoint 1\n".utf8)

  package private(set) var sections: [(name: String, bytes: [UInt8])] = []

  package init() {}

  package mutating func append(_ name: String, _ bytes: [UInt8]) { sections.append((name, bytes)) }

  package subscript(name: String) -> [UInt8]? { sections.first { $0.name == name }?.bytes }

  /// The bytes of the file.
  package var bytes: [UInt8] {
    var bytes = SectionFile.mark
    bytes.reserveCapacity(sections.reduce(64) { $0 + $1.bytes.count + 64 })
    for (name, part) in sections {
      let name = Array(name.utf8)
      bytes += SectionFile.little(UInt64(name.count), 8) + name
      bytes += SectionFile.little(UInt64(part.count), 8)
      bytes += SectionFile.little(
        UInt64(SectionFile.checksum(part, from: SectionFile.checksum(name))), 4)
      bytes += part
    }
    bytes += SectionFile.little(UInt64(sections.count), 8)
    bytes += SectionFile.little(UInt64(SectionFile.checksum(bytes)), 4)
    return bytes
  }

  /// - Parameters:
  ///   - file: the name for messages.
  /// - Throws: ``CheckpointError/damaged(file:found:)``.
  package init(_ bytes: [UInt8], file: String) throws(CheckpointError) {
    func damaged(_ found: String) -> CheckpointError { .damaged(file: file, found: found) }
    guard bytes.starts(with: SectionFile.mark) else {
      throw damaged(
        bytes.isEmpty ? "it is empty" : "it does not begin as a checkpoint of this version")
    }
    guard bytes.count >= SectionFile.mark.count + 12 else { throw damaged("it is cut off") }
    let end = bytes.count - 12
    let sum = SectionFile.checksum(Array(bytes[..<(bytes.count - 4)]))
    guard SectionFile.number(bytes[(bytes.count - 4)...]) == UInt64(sum) else {
      throw damaged("its checksum is wrong")
    }
    var place = SectionFile.mark.count
    func take(_ count: UInt64) throws(CheckpointError) -> ArraySlice<UInt8> {
      guard count <= UInt64(end - place) else { throw damaged("a part is longer than the file") }
      defer { place += Int(count) }
      return bytes[place..<place + Int(count)]
    }
    while place < end {
      let name = try take(SectionFile.number(try take(8)))
      let count = SectionFile.number(try take(8))
      let sum = SectionFile.number(try take(4))
      let part = try take(count)
      let own = SectionFile.checksum(Array(part), from: SectionFile.checksum(Array(name)))
      guard UInt64(own) == sum else { throw damaged("the checksum of a part is wrong") }
      sections.append((String(decoding: name, as: UTF8.self), Array(part)))
    }
    guard SectionFile.number(bytes[end..<(end + 8)]) == UInt64(sections.count) else {
      throw damaged("a part is missing")
    }
  }

  private static func little(_ number: UInt64, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: number >> (8 * UInt64($0))) }
  }

  private static func number(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  private static func checksum(_ bytes: [UInt8], from crc: UInt32 = 0) -> UInt32 {
    bytes.withUnsafeBytes { assay_crc32c(crc, $0.baseAddress, Int64($0.count)) }
  }
}
