import AssayCore
import AssayModel
import Foundation
import Testing

/// One case of `layers_*.json`: a layer, what went in and what real Keras gave.
struct LayerGolden: Decodable, Sendable, CustomTestStringConvertible {
  struct Weight: Decodable, Sendable {
    let path: String
    let trainable: Bool
    let value: GoldenValues
  }

  let `class`: String
  /// The arguments that the inputs are, where they go by name.
  let order: [String]?
  let config: [String: Setting]
  let call: [String: Setting]
  let inputs: [TypedValues]
  /// Of each input, or none.
  let masks: [[Float]?]
  let weights: [Weight]
  let output: GoldenValues
  let others: [GoldenValues]?
  let adapt: GoldenValues?
  let upstream: GoldenValues?
  let inputGradients: [GoldenValues]?
  let weightGradients: [GoldenValues]?
  /// Of the result.
  let mask: [Float]?

  var testDescription: String {
    let settings = (config.map { "\($0): \($1)" } + call.map { "\($0): \($1)" }).sorted()
    let shapes = inputs.map { "\($0.shape)" }.joined(separator: ", ")
    return "\(`class`)(\(settings.joined(separator: ", "))) of \(shapes)"
  }

  /// The cases of a family.
  static func all(_ family: String) -> [LayerGolden] {
    struct File: Decodable { let cases: [LayerGolden] }
    do {
      return try readGolden("layers_\(family).json", as: File.self).cases
    } catch {
      preconditionFailure("layers_\(family).json: \(error)")
    }
  }
}

/// An array that says what it holds.
struct TypedValues: Decodable, Sendable {
  let shape: Shape
  let dtype: String
  let values: [Float]
}

/// A setting of a layer, as JSON has it.
enum Setting: Decodable, Sendable, CustomStringConvertible {
  case flag(Bool)
  case number(Double)
  case text(String)
  case list([Setting])
  case none

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .none
    } else if let value = try? container.decode(Bool.self) {
      self = .flag(value)
    } else if let value = try? container.decode(Double.self) {
      self = .number(value)
    } else if let value = try? container.decode(String.self) {
      self = .text(value)
    } else {
      self = .list(try container.decode([Setting].self))
    }
  }

  var description: String {
    switch self {
    case .flag(let value): "\(value)"
    case .number(let value): "\(value)"
    case .text(let value): value
    case .list(let value): "\(value)"
    case .none: "none"
    }
  }

  var double: Double? { if case .number(let value) = self { value } else { nil } }
  var isOn: Bool? { if case .flag(let value) = self { value } else { nil } }
  var string: String? { if case .text(let value) = self { value } else { nil } }
  /// The numbers of a list, or the one number.
  var doubles: [Double]? {
    switch self {
    case .list(let values): values.compactMap(\.double)
    case .number(let value): [value]
    default: nil
    }
  }
}

extension [String: Setting] {
  func float(_ key: String, _ other: Float) -> Float {
    self[key]?.double.map { Float($0) } ?? other
  }
  func int(_ key: String, _ other: Int) -> Int { self[key]?.double.map { Int($0) } ?? other }
  func optional(_ key: String) -> Int? { self[key]?.double.map { Int($0) } }
  func flag(_ key: String, _ other: Bool) -> Bool { self[key]?.isOn ?? other }
  func ints(_ key: String, _ other: [Int]) -> [Int] { self[key]?.doubles?.map { Int($0) } ?? other }
  func floats(_ key: String) -> [Float]? { self[key]?.doubles?.map { Float($0) } }
}
