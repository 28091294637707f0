import AssayCore

/// An argument of an optimizer's rule: its name in Keras's files, and where the rule keeps it. One list of
/// them is both how a rule is read and how it is written.
enum KerasArgument<Rule> {
  case number(String, WritableKeyPath<Rule, Double>)
  case optional(String, WritableKeyPath<Rule, Double?>)
  case flag(String, WritableKeyPath<Rule, Bool>)
  case count(String, WritableKeyPath<Rule, Int>, ClosedRange<Int> = 0...KerasConfig.largest)
  /// Keras searches with regular expressions; here each is a part of a path.
  case parts(String, WritableKeyPath<Rule, [String]>)

  /// Sets the argument, where the configuration has it.
  func read(_ config: KerasConfig, into rule: inout Rule) throws {
    switch self {
    case .number(let name, let place):
      rule[keyPath: place] = try config.number(name, rule[keyPath: place])
    case .optional(let name, let place):
      if config.has(name) { rule[keyPath: place] = try config.optionalNumber(name) }
    case .flag(let name, let place):
      rule[keyPath: place] = try config.bool(name, rule[keyPath: place])
    case .count(let name, let place, let range):
      rule[keyPath: place] = try config.int(name, rule[keyPath: place], in: range)
    case .parts(let name, let place): rule[keyPath: place] = try config.parts(name)
    }
  }

  func written(_ rule: Rule) -> JSON.Member {
    switch self {
    case .number(let name, let place): .init(name, .number(rule[keyPath: place]))
    case .optional(let name, let place): .init(name, .optional(rule[keyPath: place]))
    case .flag(let name, let place): .init(name, .bool(rule[keyPath: place]))
    case .count(let name, let place, _): .init(name, .integer(rule[keyPath: place]))
    case .parts(let name, let place): .init(name, .strings(rule[keyPath: place]))
    }
  }
}

extension KerasConfig {
  fileprivate func parts(_ name: String) throws -> [String] {
    guard let value = known(name) else { return [] }
    guard case .array(let items) = value else {
      throw wrong(name, value, wanted: "a list of parts of layers' names")
    }
    return try items.map { item in
      guard case .string(let text) = item, !text.contains(where: { "\\^$.|?*+()[]{}".contains($0) })
      else {
        throw wrong(name, value, wanted: "parts of layers' names, not regular expressions")
      }
      return text
    }
  }
}
