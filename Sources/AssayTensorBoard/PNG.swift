import Foundation

/// A picture as a PNG file, not compressed: what weights look like is small.
package enum PNG {
  /// - Parameters:
  ///   - pixels: row by row, `channels` bytes each.
  ///   - channels: 1 for grey, 3 for colour, 4 for colour with opacity.
  package static func encoded(width: Int, height: Int, channels: Int, pixels: [UInt8]) -> Data {
    precondition(
      pixels.count == width * height * channels && [1, 3, 4].contains(channels),
      "PNG: \(pixels.count) bytes for \(width) x \(height) pixels of \(channels) channels")
    var file = Data([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
    let colour: UInt8 = channels == 1 ? 0 : channels == 3 ? 2 : 6
    let header = bigEndian(UInt32(width)) + bigEndian(UInt32(height)) + [8, colour, 0, 0, 0]
    append("IHDR", header, to: &file)
    var rows: [UInt8] = []
    rows.reserveCapacity(height * (width * channels + 1))
    for row in 0..<height {
      rows.append(0)  // no filter
      rows += pixels[row * width * channels..<(row + 1) * width * channels]
    }
    append("IDAT", stored(rows), to: &file)
    append("IEND", [], to: &file)
    return file
  }

  /// `bytes` in a zlib stream of blocks that are not compressed.
  private static func stored(_ bytes: [UInt8]) -> [UInt8] {
    var stream: [UInt8] = [0x78, 0x01]
    var start = 0
    repeat {
      let end = min(start + 65_535, bytes.count)
      let size = UInt16(end - start)
      stream.append(end == bytes.count ? 1 : 0)
      for part in [size, ~size] { stream += [UInt8(part & 255), UInt8(part >> 8)] }
      stream += bytes[start..<end]
      start = end
    } while start < bytes.count
    var (a, b) = (UInt32(1), UInt32(0))
    for byte in bytes {
      a = (a + UInt32(byte)) % 65_521
      b = (b + a) % 65_521
    }
    return stream + bigEndian(b << 16 | a)
  }

  private static func append(_ type: String, _ content: [UInt8], to file: inout Data) {
    let checked = Array(type.utf8) + content
    file.append(contentsOf: bigEndian(UInt32(content.count)) + checked + bigEndian(crc(checked)))
  }

  /// CRC-32 of polynomial EDB88320, which is not that of event files.
  private static func crc(_ bytes: [UInt8]) -> UInt32 {
    ~bytes.reduce(~0) { table[Int(($0 ^ UInt32($1)) & 255)] ^ $0 >> 8 }
  }

  private static let table: [UInt32] = (0..<256).map { byte in
    (0..<8).reduce(UInt32(byte)) { rest, _ in rest & 1 == 1 ? rest >> 1 ^ 0xEDB8_8320 : rest >> 1 }
  }

  private static func bigEndian(_ value: UInt32) -> [UInt8] {
    withUnsafeBytes(of: value.bigEndian) { Array($0) }
  }
}
