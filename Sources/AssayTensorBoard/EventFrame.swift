import CKernels
import Foundation

/// The frame of a record in an event file: its length and its bytes, each with a checksum.
///
///     length (8) | masked CRC-32C of the length (4) | bytes | masked CRC-32C of the bytes (4)
///
/// All numbers are little-endian.
package enum EventFrame {
  /// `record` in its frame.
  package static func framed(_ record: Data) -> Data {
    var frame = Data(capacity: record.count + 16)
    let length = bytes(of: UInt64(record.count))
    frame.append(length)
    frame.append(bytes(of: maskedChecksum(length)))
    frame.append(record)
    frame.append(bytes(of: maskedChecksum(record)))
    return frame
  }

  /// The checksum as event files keep it: turned by 15 bits and moved, so that checksums of data that
  /// holds checksums stay useful.
  package static func maskedChecksum(_ data: Data) -> UInt32 {
    let crc = data.withUnsafeBytes { assay_crc32c(0, $0.baseAddress, Int64($0.count)) }
    return (crc >> 15 | crc << 17) &+ 0xA282_EAD8
  }

  private static func bytes(of value: some FixedWidthInteger) -> Data {
    withUnsafeBytes(of: value.littleEndian) { Data($0) }
  }
}
