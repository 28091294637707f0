import AssayCore
import CKernels
import Foundation

/// What a ``Scoring`` has counted, as bytes that another machine goes on with.
///
///     let bytes = try MetricState.encode(scoring)
///     var other = try MetricState.decode(bytes, named: "shard.assay")
///
/// A line of text, `assay-state 1 BYTES CHECKSUM`, then JSON of as many bytes, its keys sorted: equal
/// counts of equal metrics are equal bytes on every machine. The checksum, CRC-32C in hexadecimal, is
/// of the version, the number of bytes and the JSON; any single changed bit, and any missing or further byte,
/// is found. It protects against accidents, not against forgery: what was read is checked by its
/// meaning too, and metrics are made from the catalog's names only.
public enum MetricState {
  /// The version that is written, and the only one that is read.
  public static let version = 1

  private static let magic = "assay-state"
  /// A header is shorter than this.
  private static let longestHeader = 64

  /// - Throws: ``MetricStateError/notSaved(metric:)`` for a metric that is not of the catalog.
  public static func encode(_ scoring: Scoring) throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let payload = [UInt8](try encoder.encode(ScoringState(scoring)))
    return Array(header(of: payload[...]).utf8) + payload
  }

  /// - Parameters:
  ///   - name: what errors call the bytes: the file.
  /// - Throws: ``MetricStateError``.
  public static func decode(_ bytes: [UInt8], named name: String) throws -> Scoring {
    let payload = try payload(of: bytes, named: name)
    do {
      return try JSONDecoder().decode(ScoringState.self, from: Data(payload)).scoring
    } catch let error as MetricStateError {
      throw error
    } catch let error as DecodingError {
      throw MetricStateError.damaged(file: name, found: error.reason)
    } catch {
      throw MetricStateError.damaged(file: name, found: "\(error)")
    }
  }

  private static func payload(of bytes: [UInt8], named name: String) throws -> ArraySlice<UInt8> {
    guard let end = bytes.prefix(longestHeader).firstIndex(of: UInt8(ascii: "\n")) else {
      throw MetricStateError.malformed(
        file: name, found: bytes.isEmpty ? "an empty file" : "no line 'assay-state …'")
    }
    let line = String(decoding: bytes[..<end], as: UTF8.self)
    let words = line.split(separator: " ", omittingEmptySubsequences: false)
    guard words.count == 4, words[0] == magic, let found = Int(words[1]) else {
      throw MetricStateError.malformed(file: name, found: "no line 'assay-state …'")
    }
    guard found == version else { throw MetricStateError.version(file: name, found: found) }
    let payload = bytes[(end + 1)...]
    guard Int(words[2]) == payload.count else {
      throw MetricStateError.damaged(
        file: name, found: "\(payload.count) bytes after the first line, which says \(words[2])")
    }
    // Compared as a whole, so that no other spelling of the header passes.
    guard bytes[...end].elementsEqual(header(of: payload).utf8) else {
      throw MetricStateError.damaged(file: name, found: "its checksum is not \(words[3])")
    }
    return payload
  }

  package static func header(of payload: ArraySlice<UInt8>) -> String {
    let front = "\(magic) \(version) \(payload.count) "
    var crc = Array(front.utf8).withUnsafeBytes { assay_crc32c(0, $0.baseAddress, Int64($0.count)) }
    crc = payload.withUnsafeBytes { assay_crc32c(crc, $0.baseAddress, Int64($0.count)) }
    let digits = String(crc, radix: 16)
    return front + String(repeating: "0", count: 8 - digits.count) + digits + "\n"
  }
}
