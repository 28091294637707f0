import AssayCore
import AssayModel

/// The arguments that an object of Keras's was made with, read one by one.
///
///     let config = try KerasConfig(object)
///     let units = try config.int("units", in: 1...KerasConfig.largest)
///     try config.finish()   // nothing is left that nobody has read
///
/// - Throws: every reading throws ``KerasFileError`` naming the class and the argument.
package final class KerasConfig {
  /// The class, for messages.
  package let className: String
  private let members: [JSON.Member]
  private var unread: Set<String>
  /// What was read over.
  private(set) var kept: [KeptArgument] = []
  /// What reads models inside of layers.
  var reader: GraphReader?

  /// The largest size that a configuration may name; products of two of them fit into an `Int`.
  package static let largest = 1 << 31 - 1

  package convenience init(_ object: KerasObject) throws {
    try self.init(object.className, object.config)
  }

  package init(_ className: String, _ config: JSON) throws {
    guard case .object(let members) = config else {
      throw KerasFileError(
        place: className, found: "a config that is \(config.kind)", wanted: "an object")
    }
    self.className = className
    self.members = members
    unread = Set(members.map(\.name))
  }

  /// The value under a name; `nil` where there is none.
  package func value(_ name: String) -> JSON? {
    unread.remove(name)
    return members.first { $0.name == name }?.value
  }

  /// The value under a name; `nil` where there is none or it is null.
  package func known(_ name: String) -> JSON? {
    guard let value = value(name), value != .null else { return nil }
    return value
  }

  /// Whether there is a value of this name, be it null.
  package func has(_ name: String) -> Bool { members.contains { $0.name == name } }

  /// Whether there is a value of this name that nobody has read.
  package func hasUnread(_ name: String) -> Bool { unread.contains(name) }

  /// Reads over what changes nothing here; it is kept.
  package func ignore(_ names: String...) {
    for name in names { if let value = value(name) { keep(value, at: [name]) } }
  }

  /// Keeps a number, a word or a flag that means nothing here, for the file that is written.
  func keep(_ value: JSON, at path: [String]) {
    switch value {
    case .array, .object: return
    default: kept.append(KeptArgument(path: path, value: value))
    }
  }

  /// What to throw for the argument.
  package func wrong(_ name: String, _ value: JSON?, wanted: String) -> KerasFileError {
    let found = value.map { json in
      let line = json.line(.words)
      return line.count > 120 ? json.kind : line
    }
    return KerasFileError(
      place: className, found: found.map { "\(name) = \($0)" } ?? "no \(name)", wanted: wanted)
  }

  package func missing(_ name: String, wanted: String) -> KerasFileError {
    wrong(name, nil, wanted: wanted)
  }

  /// - Throws: ``KerasFileError`` for an argument that nobody has read.
  package func finish() throws {
    // Written by Keras, and of no meaning here where it is null.
    if value("quantization_config").map({ $0 == .null }) == false {
      throw wrong("quantization_config", value("quantization_config"), wanted: "null")
    }
    guard let name = members.first(where: { unread.contains($0.name) })?.name else { return }
    throw wrong(
      name, value(name), wanted: "arguments of \(className) that Assay knows")
  }
}

extension KerasConfig {
  package func bool(_ name: String, _ standard: Bool) throws -> Bool {
    switch known(name) {
    case nil: return standard
    case .bool(let value): return value
    case .integer(0): return false
    case .integer(1): return true
    case let value: throw wrong(name, value, wanted: "true or false")
    }
  }

  package func text(_ name: String) throws -> String? {
    switch known(name) {
    case nil: return nil
    case .string(let text): return text
    case let value: throw wrong(name, value, wanted: "a text")
    }
  }

  /// One of a list of words.
  package func word<Word: RawRepresentable & CaseIterable>(
    _ name: String, _ standard: Word
  ) throws -> Word where Word.RawValue == String {
    guard let text = try text(name) else { return standard }
    guard let word = Word(rawValue: text) else {
      throw wrong(
        name, .string(text),
        wanted: "one of " + Word.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", "))
    }
    return word
  }

  /// One of the values that words stand for.
  package func choice<Value>(
    _ name: String, _ standard: Value, _ table: KeyValuePairs<String, Value>
  ) throws -> Value {
    guard let text = try text(name) else { return standard }
    guard let found = table.first(where: { $0.key == text }) else {
      throw wrong(
        name, .string(text),
        wanted: "one of " + table.map { "\"\($0.key)\"" }.joined(separator: ", "))
    }
    return found.value
  }

  package func optionalInt(
    _ name: String, in range: ClosedRange<Int> = -largest...largest
  ) throws -> Int? {
    guard let value = known(name) else { return nil }
    guard let number = KerasConfig.int(value), range.contains(number) else {
      throw wrong(name, value, wanted: KerasConfig.whole(in: range))
    }
    return number
  }

  package func int(
    _ name: String, _ standard: Int? = nil, in range: ClosedRange<Int> = -largest...largest
  ) throws -> Int {
    guard let found = try optionalInt(name, in: range) ?? standard else {
      throw missing(name, wanted: KerasConfig.whole(in: range))
    }
    return found
  }

  /// Whole numbers, or one of them alone; `nil` where there are none.
  package func ints(
    _ name: String, count: Int? = nil, in range: ClosedRange<Int> = -largest...largest
  ) throws -> [Int]? {
    guard let value = known(name) else { return nil }
    let many = "\(count.map { "\($0) " } ?? "")whole numbers in \(range)"
    guard case .array(let values) = value else {
      guard let one = KerasConfig.int(value), range.contains(one) else {
        throw wrong(name, value, wanted: many)
      }
      return Array(repeating: one, count: count ?? 1)
    }
    let numbers = values.compactMap { KerasConfig.int($0) }
    guard numbers.count == values.count, numbers.allSatisfy(range.contains),
      count == nil || numbers.count == count, numbers.count <= 1_000_000
    else { throw wrong(name, value, wanted: many) }
    return numbers
  }

  package func optionalNumber(_ name: String) throws -> Double? {
    guard let value = known(name) else { return nil }
    guard let number = KerasConfig.number(value) else {
      throw wrong(name, value, wanted: "a number")
    }
    return number
  }

  package func number(_ name: String, _ standard: Double? = nil) throws -> Double {
    guard let found = try optionalNumber(name) ?? standard else {
      throw missing(name, wanted: "a number")
    }
    return found
  }

  package func float(_ name: String, _ standard: Float? = nil) throws -> Float {
    guard let found = try optionalNumber(name).map({ Float($0) }) ?? standard else {
      throw missing(name, wanted: "a number")
    }
    return found
  }

  package func optionalFloat(_ name: String) throws -> Float? {
    try optionalNumber(name).map { Float($0) }
  }

  /// Numbers, or one alone, or the array that Keras writes as an object; `nil` where there are none.
  package func numbers(_ name: String) throws -> [Double]? {
    guard let value = known(name) else { return nil }
    guard let found = KerasConfig.numbers(value) else {
      throw wrong(name, value, wanted: "numbers")
    }
    return found
  }

  /// The object under a name; `nil` where there is none.
  package func object(_ name: String) throws -> KerasObject? {
    guard let value = known(name) else { return nil }
    return try KerasObject(value, "\(className), \(name)")
  }

  static func int(_ value: JSON) -> Int? {
    switch value {
    case .integer(let integer): integer
    case .number(let number): Int(exactly: number)
    default: nil
    }
  }

  static func number(_ value: JSON) -> Double? {
    switch value {
    case .integer(let integer): Double(integer)
    case .number(let number): number
    case .object:
      // Python's own numbers, as NumPy keeps them.
      if value["class_name"] == "__numpy__" || value["class_name"] == "__tensor__",
        let inner = value["config"]?["value"]
      {
        number(inner)
      } else {
        nil
      }
    default: nil
    }
  }

  static func numbers(_ value: JSON) -> [Double]? {
    if let number = number(value) { return [number] }
    switch value {
    case .array(let values):
      var found: [Double] = []
      for value in values {
        guard let more = numbers(value) else { return nil }
        found += more
      }
      return found
    case .object:
      guard let inner = value["config"]?["value"] else { return nil }
      return numbers(inner)
    default: return nil
    }
  }

  private static func whole(in range: ClosedRange<Int>) -> String {
    "a whole number in \(range)"
  }
}
