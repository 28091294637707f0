import AssayHDF5

/// A part of a file that ends in a checksum.
struct Seal {
  let start: Int
  let count: Int

  /// The parts of an undamaged file: those that begin with a signature, up to the checksum.
  static func all(in bytes: [UInt8]) -> [Seal] {
    var seals = bytes[8] >= 2 ? [Seal(start: 0, count: 44)] : []
    let signatures = ["OHDR", "OCHK", "FAHD", "FADB", "FRHP", "FHIB", "BTHD", "BTLF", "BTIN"]
    for start in bytes.indices where bytes[start] >= 0x42 && bytes[start] <= 0x4f {
      guard signatures.contains(where: { bytes[start...].starts(with: $0.utf8) }) else { continue }
      let count = (16..<min(700, bytes.count - start - 4)).first { count in
        let sum = lookup3(bytes[start..<(start + count)])
        return (0..<4).allSatisfy { bytes[start + count + $0] == byte($0, of: sum) }
      }
      if let count { seals.append(Seal(start: start, count: count)) }
    }
    return seals
  }

  /// Makes the checksum right again, so that a change of what it protects is looked at.
  func renew(_ bytes: inout [UInt8]) {
    guard start + count + 4 <= bytes.count else { return }
    let sum = lookup3(bytes[start..<(start + count)])
    for index in 0..<4 { bytes[start + count + index] = Seal.byte(index, of: sum) }
  }

  private static func byte(_ index: Int, of sum: UInt32) -> UInt8 {
    UInt8(truncatingIfNeeded: sum >> UInt32(8 * index))
  }
}
