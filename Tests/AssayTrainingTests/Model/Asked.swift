import AssayModel

/// What a golden file asks for: a word, a number, a class with its configuration, or lists and
/// dictionaries of those, in the form that Keras was given.
indirect enum Asked: Decodable, Sendable {
  case none
  case flag(Bool)
  case number(Double)
  case word(String)
  case list([Asked])
  case members([String: Asked])

  init(from decoder: any Decoder) throws {
    let value = try decoder.singleValueContainer()
    if value.decodeNil() {
      self = .none
    } else if let flag = try? value.decode(Bool.self) {
      self = .flag(flag)
    } else if let number = try? value.decode(Double.self) {
      self = .number(number)
    } else if let word = try? value.decode(String.self) {
      self = .word(word)
    } else if let list = try? value.decode([Asked].self) {
      self = .list(list)
    } else {
      self = .members(try value.decode([String: Asked].self))
    }
  }

  var number: Double? { if case .number(let number) = self { number } else { nil } }
  var integer: Int? { number.flatMap { Int(exactly: $0) } }
  var word: String? { if case .word(let word) = self { word } else { nil } }
  var isNone: Bool { if case .none = self { true } else { false } }

  /// The numbers of a list, or the one number.
  var numbers: [Double] {
    switch self {
    case .number(let number): [number]
    case .list(let parts): parts.flatMap(\.numbers)
    default: []
    }
  }

  /// The words of a list.
  var words: [String] { if case .list(let parts) = self { parts.compactMap(\.word) } else { [] } }

  /// A member of a dictionary; `nil` where it is absent or null.
  subscript(_ key: String) -> Asked? {
    guard case .members(let members) = self, let member = members[key] else { return nil }
    return member.isNone ? nil : member
  }

  /// The class, where this is one with its configuration.
  var kind: String? { self["config"] == nil ? nil : self["class"]?.word }

  func number(_ key: String) -> Double? { self["config"]?[key]?.number }
  func integer(_ key: String) -> Int? { self["config"]?[key]?.integer }
  func word(_ key: String) -> String? { self["config"]?[key]?.word }
  func flag(_ key: String) -> Bool {
    if case .flag(let flag)? = self["config"]?[key] { flag } else { false }
  }

  /// Refuses a configuration with more than these keys, so that no argument is passed over.
  func expect(only known: String...) throws {
    guard case .members(let config)? = self["config"] else { return }
    for key in config.keys.sorted() where !known.contains(key) {
      throw Unknown(word: "\(kind ?? "").\(key)")
    }
  }

  /// The value as a loss's configuration has it.
  var lossValue: Loss.ConfigValue {
    switch self {
    case .none, .members: .null
    case .flag(let flag): .bool(flag)
    case .number(let number): .number(number)
    case .word(let word): .text(word)
    case .list(let parts): .list(parts.map(\.lossValue))
    }
  }
}
