/// What is wrong with a text that should be JSON.
package struct JSONError: Error, Equatable, CustomStringConvertible {
  /// Counted from 0.
  package let byte: Int
  package let found: String
  package let wanted: String

  package var description: String { "found \(found) at byte \(byte); wanted \(wanted)" }
}

extension JSON {
  /// How deep lists and objects may nest.
  package static let deepest = 200

  /// Reads a text, with the words `NaN`, `Infinity` and `-Infinity` that Python writes.
  ///
  /// - Throws: ``JSONError`` for what is no JSON, two members of one name, bytes that are no UTF-8, and
  ///   what nests deeper than ``deepest``.
  package init(reading bytes: some Collection<UInt8>) throws(JSONError) {
    var reader = JSONReading(bytes: Array(bytes))
    self = try reader.whole()
  }
}

private struct JSONReading {
  let bytes: [UInt8]
  var place = 0

  mutating func whole() throws(JSONError) -> JSON {
    let value = try value(depth: 0)
    skipSpaces()
    guard place == bytes.count else { throw problem("the end") }
    return value
  }

  private mutating func value(depth: Int) throws(JSONError) -> JSON {
    guard depth < JSON.deepest else {
      throw JSONError(
        byte: place, found: "lists or objects nested deeper than \(JSON.deepest)",
        wanted: "at most that")
    }
    skipSpaces()
    guard place < bytes.count else { throw problem("a value") }
    switch bytes[place] {
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "["): return try array(depth: depth)
    case UInt8(ascii: "{"): return try object(depth: depth)
    default: return try word()
    }
  }

  private mutating func array(depth: Int) throws(JSONError) -> JSON {
    place += 1
    var values: [JSON] = []
    if skip("]") { return .array(values) }
    repeat { values.append(try value(depth: depth + 1)) } while skip(",")
    guard skip("]") else { throw problem("',' or ']'") }
    return .array(values)
  }

  private mutating func object(depth: Int) throws(JSONError) -> JSON {
    place += 1
    var members: [JSON.Member] = []
    var names: Set<String> = []
    if skip("}") { return .object(members) }
    repeat {
      skipSpaces()
      let start = place
      guard place < bytes.count, bytes[place] == UInt8(ascii: "\"") else {
        throw problem("a name in quotes")
      }
      let name = try string()
      guard names.insert(name).inserted else {
        throw JSONError(
          byte: start, found: "two members \"\(name)\"", wanted: "names that differ")
      }
      guard skip(":") else { throw problem("':'") }
      members.append(JSON.Member(name, try value(depth: depth + 1)))
    } while skip(",")
    guard skip("}") else { throw problem("',' or '}'") }
    return .object(members)
  }

  private mutating func word() throws(JSONError) -> JSON {
    let start = place
    while place < bytes.count, JSONReading.isOfWord(bytes[place]) { place += 1 }
    let word = String(decoding: bytes[start..<place], as: UTF8.self)
    switch word {
    case "null": return .null
    case "true": return .bool(true)
    case "false": return .bool(false)
    case "NaN": return .number(.nan)
    case "Infinity": return .number(.infinity)
    case "-Infinity": return .number(-.infinity)
    default: break
    }
    let first = word.first == "-" ? word.dropFirst().first : word.first
    if let first, first.isASCII, first.isNumber, word.last != "." {
      if let integer = Int(word) { return .integer(integer) }
      if let number = Double(word), number.isFinite { return .number(number) }
    }
    place = start
    guard !word.isEmpty else { throw problem("a value") }
    throw JSONError(byte: start, found: "'\(word.prefix(40))'", wanted: "a value")
  }

  private mutating func string() throws(JSONError) -> String {
    let start = place
    place += 1
    var text: [UInt8] = []
    while place < bytes.count, bytes[place] != UInt8(ascii: "\"") {
      let byte = bytes[place]
      place += 1
      guard byte >= 0x20 else {
        throw JSONError(byte: place - 1, found: "a control character", wanted: "it escaped")
      }
      guard byte == UInt8(ascii: "\\") else {
        text.append(byte)
        continue
      }
      try escaped(into: &text)
    }
    guard place < bytes.count else { throw problem("a closing quote") }
    place += 1
    let string = String(decoding: text, as: UTF8.self)
    // Decoding repairs what is wrong.
    guard string.utf8.elementsEqual(text) else {
      throw JSONError(byte: start, found: "bytes that are no UTF-8", wanted: "a text in UTF-8")
    }
    return string
  }

  private mutating func escaped(into text: inout [UInt8]) throws(JSONError) {
    guard place < bytes.count else { throw problem("what is escaped") }
    let mark = bytes[place]
    place += 1
    switch mark {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(mark)
    case UInt8(ascii: "b"): text.append(8)
    case UInt8(ascii: "f"): text.append(12)
    case UInt8(ascii: "n"): text.append(10)
    case UInt8(ascii: "r"): text.append(13)
    case UInt8(ascii: "t"): text.append(9)
    case UInt8(ascii: "u"):
      let start = place - 2
      var code = try fourDigits()
      if (0xd800..<0xdc00).contains(code), place + 1 < bytes.count,
        bytes[place] == UInt8(ascii: "\\"), bytes[place + 1] == UInt8(ascii: "u")
      {
        place += 2
        let low = try fourDigits()
        guard (0xdc00..<0xe000).contains(low) else { throw surrogate(start) }
        code = 0x10000 + (code - 0xd800) << 10 + (low - 0xdc00)
      }
      guard let scalar = Unicode.Scalar(code) else { throw surrogate(start) }
      text.append(contentsOf: String(Character(scalar)).utf8)
    default:
      place -= 1
      throw problem("one of \"\\/bfnrtu after a backslash")
    }
  }

  private func surrogate(_ byte: Int) -> JSONError {
    JSONError(byte: byte, found: "half of a surrogate pair", wanted: "a character")
  }

  private mutating func fourDigits() throws(JSONError) -> UInt32 {
    guard place + 4 <= bytes.count,
      bytes[place..<place + 4].allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
      let code = UInt32(String(decoding: bytes[place..<place + 4], as: UTF8.self), radix: 16)
    else { throw problem("four hexadecimal digits") }
    place += 4
    return code
  }

  private mutating func skip(_ mark: Unicode.Scalar) -> Bool {
    skipSpaces()
    guard place < bytes.count, bytes[place] == UInt8(ascii: mark) else { return false }
    place += 1
    return true
  }

  private mutating func skipSpaces() {
    while place < bytes.count, [0x20, 0x09, 0x0a, 0x0d].contains(bytes[place]) { place += 1 }
  }

  private func problem(_ wanted: String) -> JSONError {
    guard place < bytes.count else {
      return JSONError(byte: place, found: "the end of the text", wanted: wanted)
    }
    let byte = bytes[place]
    let shown =
      (0x21..<0x7f).contains(byte) ? "'\(Character(Unicode.Scalar(byte)))'" : "byte \(byte)"
    return JSONError(byte: place, found: shown, wanted: wanted)
  }

  private static func isOfWord(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2b, 0x2d, 0x2e: true
    default: false
    }
  }
}
