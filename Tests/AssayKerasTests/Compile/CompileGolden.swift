import AssayCore
import AssayKeras
import AssayTestSupport
import Foundation
import Testing

/// What `make_compile.py` has written.
enum CompileGolden {
  static func configs() throws -> JSON { try read("compile_configs.json") }
  static func files() throws -> [JSON] {
    try [read("optimizer_files.json"), read("scaled_optimizer_files.json")]
  }

  static func keras2() throws -> JSON { try read("keras2_files.json") }

  private static func read(_ name: String) throws -> JSON {
    try JSON(reading: Data(contentsOf: Golden.url(name)))
  }
}

extension JSON {
  var items: [JSON] { if case .array(let items) = self { items } else { [] } }
  var members: [JSON.Member] { if case .object(let members) = self { members } else { [] } }

  var double: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .number(let value): value
    default: nil
    }
  }

  var text: String? { if case .string(let text) = self { text } else { nil } }

  /// With every number a `Double`, and without members of these names.
  func plain(without names: Set<String> = []) -> JSON {
    switch self {
    case .integer(let value): .number(Double(value))
    case .array(let items): .array(items.map { $0.plain(without: names) })
    case .object(let members):
      .object(
        members.filter { !names.contains($0.name) }.map {
          .init($0.name, $0.value.plain(without: names))
        })
    default: self
    }
  }

  /// The same object with one member of its `config` set.
  func setting(_ key: String, _ value: JSON) -> JSON {
    .object(
      members.map { member in
        guard member.name == "config" else { return member }
        let rest = member.value.members.filter { $0.name != key }
        return .init("config", .object(rest + [.init(key, value)]))
      })
  }
}

/// The whole text of what is thrown; `nil` where nothing is.
func refusal(_ work: () throws -> Void) -> String? {
  do {
    try work()
    return nil
  } catch {
    return "\(error)"
  }
}

/// Values that no argument expects.
let hostileValues: [JSON] = [
  nil, true, 0, 1, -1, .integer(1 << 62), .integer(.min), .number(.nan), .number(.infinity),
  .number(-.infinity), 1e300, -1e300, 1e-300, 0.5, "", "adam", [], [[]], [1, "a"],
  .array(Array(repeating: 0.5, count: 1000)), [:], ["class_name": "Dense"],
  ["class_name": "__numpy__", "config": ["value": [1, nil]]],
]
