import AssayCore
import AssayData
import AssayMetrics
import AssayTestSupport
import Foundation

/// A recorded call of a metric of Keras's: its configuration, what it was given, what it answered.
struct KerasCall: Decodable {
  let className: String
  let config: [String: MetricArgument]
  let updates: [Update]
  let result: GoldenArray

  struct Update: Decodable {
    var labels: Tensor?
    var predictions: Tensor
    var weights: Tensor?

    private enum Key: String, CodingKey {
      case labels = "y_true"
      case predictions = "y_pred"
      case values
      case weights = "sample_weight"
    }

    init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: Key.self)
      labels = try container.decodeIfPresent(GoldenArray.self, forKey: .labels)?.tensor
      predictions =
        try container.decode(
          GoldenArray.self, forKey: labels == nil ? .values : .predictions
        ).tensor
      weights = try container.decodeIfPresent(GoldenArray.self, forKey: .weights)?.tensor
    }
  }

  private enum CodingKeys: String, CodingKey {
    case className = "class_name"
    case config, updates, result
  }

  /// 200 random calls of each of the 45 classes.
  static func random() throws -> [KerasCall] {
    try decoded(
      NPZ.read(AssayTestSupport.Golden.url("keras/calls.npz").path, array: "metrics")
        .scalars(of: UInt8.self))
  }

  /// 12 calls of each of 31 kinds with data that random calls have none of: NaN, labels outside the
  /// classes, batches of other shapes than those before.
  static func edges() throws -> [KerasCall] {
    try decoded([UInt8](Data(contentsOf: AssayTestSupport.Golden.url("parity/edges.jsonl"))))
  }

  /// A call a line.
  private static func decoded(_ lines: [UInt8]) throws -> [KerasCall] {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return try lines.split(separator: UInt8(ascii: "\n")).map {
      try decoder.decode(KerasCall.self, from: Data($0))
    }
  }
}
