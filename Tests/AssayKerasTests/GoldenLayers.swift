import AssayCore
import AssayKeras
import AssayModel
import AssayTestSupport
import Foundation

/// One layer as real Keras wrote it: `Golden/layers.json`.
struct GoldenLayer: CustomStringConvertible, Sendable {
  let name: String
  let serialized: JSON
  let inputs: JSON
  let weights: JSON
  /// What Keras calls the group of the first layer of its class.
  let group: String

  var description: String { name }

  static let whole: JSON = {
    guard let data = try? Data(contentsOf: Golden.url("layers.json")),
      let json = try? JSON(reading: data)
    else { return .null }
    return json
  }()

  static let all: [GoldenLayer] = list("layers").map { layer in
    GoldenLayer(
      name: text(layer["case"]), serialized: layer["serialized"] ?? .null,
      inputs: layer["inputs"] ?? .null, weights: layer["weights"] ?? .null,
      group: text(layer["group"]))
  }

  static func list(_ key: String) -> [JSON] {
    guard case .array(let values)? = whole[key] else { return [] }
    return values
  }

  static func text(_ json: JSON?) -> String {
    guard case .string(let text)? = json else { return "" }
    return text
  }

  /// The symbols that Keras called the layer on.
  var symbols: [Symbol] {
    guard case .array(let inputs) = inputs else { return [] }
    return inputs.map { input in
      guard case .array(let sizes)? = input["shape"] else { return Input(1) }
      let numbers = sizes.map { size -> Int? in
        if case .integer(let number) = size { number } else { nil }
      }
      let dtype: DType = input["dtype"] == "int32" ? .int32 : .float32
      let batch = numbers.first ?? nil
      let rest = numbers.dropFirst().map { $0 ?? 1 }
      return switch rest.count {
      case 1: Input(rest[0], dtype: dtype, batchSize: batch)
      case 2: Input(rest[0], rest[1], dtype: dtype, batchSize: batch)
      default: Input(rest[0], rest[1], rest[2], dtype: dtype, batchSize: batch)
      }
    }
  }

  /// Arguments that Assay refuses, brought back to what it does.
  private static let mended: [String: [String: JSON]] = [
    "BatchNormalization changed": ["renorm": false, "renorm_clipping": nil],
    "Flatten changed": ["data_format": "channels_last"], "Resizing changed": ["antialias": false],
  ]

  /// The object without what Assay refuses.
  var readable: JSON {
    guard let changes = GoldenLayer.mended[name] else { return serialized }
    return changes.reduce(serialized) { $0.replacing(["config", $1.key], by: $1.value) }
  }
}

extension JSON {
  /// The same with another value at a place; `nil` takes it away.
  func replacing(_ path: [String], by value: JSON?) -> JSON {
    guard let first = path.first else { return value ?? .null }
    switch self {
    case .object(let members):
      return .object(
        members.compactMap { member in
          guard member.name == first else { return member }
          if path.count == 1, value == nil { return nil }
          return Member(first, member.value.replacing(Array(path.dropFirst()), by: value))
        })
    case .array(let values):
      return .array(
        values.enumerated().compactMap { index, one in
          guard "\(index)" == first else { return one }
          if path.count == 1, value == nil { return nil }
          return one.replacing(Array(path.dropFirst()), by: value)
        })
    default: return self
    }
  }

  /// The places of all values inside, depth first.
  var places: [[String]] {
    switch self {
    case .object(let members):
      members.flatMap { member in
        [[member.name]] + member.value.places.map { [member.name] + $0 }
      }
    case .array(let values):
      values.enumerated().flatMap { index, value in
        [["\(index)"]] + value.places.map { ["\(index)"] + $0 }
      }
    default: []
    }
  }
}

/// Where two configurations differ in what they mean: numbers are compared in single precision, and a
/// policy is the same as its name.
func differences(_ a: JSON?, _ b: JSON?, _ place: String = "") -> [String] {
  func number(_ json: JSON?) -> Float? {
    switch json {
    case .integer(let value)?: Float(value)
    case .number(let value)?: Float(value)
    default: nil
    }
  }
  if let x = number(a), let y = number(b) { return x == y ? [] : ["\(place): \(x) and \(y)"] }
  // One number is as much either way.
  if place.hasSuffix("_factor"), let x = number(a), case .array(let two)? = b, two.count == 2,
    number(two[0]) == -x, number(two[1]) == x
  {
    return []
  }
  switch (a, b) {
  case (.array(let both)?, let one?) where place.hasSuffix("/axes") && both == [one, one]:
    return []
  case (.string(let name)?, .object?) where place.hasSuffix("/dtype"):
    return b?["config"]?["name"] == .string(name) ? [] : ["\(place): another type"]
  case (.array(let x)?, .array(let y)?) where x.count == y.count:
    return zip(x, y).enumerated().flatMap { differences($1.0, $1.1, "\(place)/\($0)") }
  case (.object(let x)?, .object(let y)?):
    var found: [String] = []
    for name in Set(x.map(\.name) + y.map(\.name)).sorted() {
      found += differences(a?[name], b?[name], "\(place)/\(name)")
    }
    return found
  case (let x, let y):
    return x ?? .null == y ?? .null
      ? [] : ["\(place): \((x ?? .null).line(.words)) and \((y ?? .null).line(.words))"]
  }
}
