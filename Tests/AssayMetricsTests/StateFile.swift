import Foundation

/// State files by hand: contents of one's own under a header that is right.
enum StateFile {
  /// The JSON behind the header.
  static func content(of bytes: [UInt8]) throws -> Any {
    try JSONSerialization.jsonObject(with: Data(bytes.split(separator: 10, maxSplits: 1)[1]))
  }

  static func bytes(of content: Any) throws -> [UInt8] {
    bytes(of: try JSONSerialization.data(withJSONObject: content, options: [.sortedKeys]))
  }

  static func bytes(of payload: Data) -> [UInt8] {
    let front = "assay-state 1 \(payload.count) "
    let digits = String(checksum(Array(front.utf8) + payload), radix: 16)
    return Array((front + String(repeating: "0", count: 8 - digits.count) + digits + "\n").utf8)
      + payload
  }

  /// CRC-32C, a bit at a time.
  private static func checksum(_ bytes: [UInt8]) -> UInt32 {
    ~bytes.reduce(~0) { crc, byte in
      (0..<8).reduce(crc ^ UInt32(byte)) { crc, _ in
        crc & 1 == 1 ? crc >> 1 ^ 0x82F6_3B78 : crc >> 1
      }
    }
  }
}
