import AssayMetrics
import Foundation

/// States to and from JSON text.
enum JSON {
  static func encode(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }

  static func decode<T: Decodable>(_ type: T.Type, from text: String) throws -> T {
    try JSONDecoder().decode(type, from: Data(text.utf8))
  }

  /// The state of any metric.
  static func encodeState(_ metric: some Metric) throws -> String {
    try encode(State { try metric.encodeState(to: $0) })
  }

  /// The metric with the state in `text`.
  @discardableResult
  static func restore<M: Metric>(_ metric: M, from text: String) throws -> M {
    var metric = metric
    try metric.restoreState(from: decode(Source.self, from: text).decoder)
    return metric
  }

  private struct State: Encodable {
    let write: (any Encoder) throws -> Void
    func encode(to encoder: any Encoder) throws { try write(encoder) }
  }

  private struct Source: Decodable {
    let decoder: any Decoder
    init(from decoder: any Decoder) throws { self.decoder = decoder }
  }
}
