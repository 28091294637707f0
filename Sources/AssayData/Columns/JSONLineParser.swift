/// One line of JSON Lines: an object, of which one member is wanted.
struct JSONLineParser {
  enum Value {
    case null
    case number(Double)
    case text(String)
    case list([Value])
    /// An object that is not looked into.
    case object
  }

  private let bytes: [UInt8]
  private var at = 0
  /// Deeper nesting is refused rather than followed.
  private static let deepest = 64

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// The member of this name; `nil` where there is none.
  ///
  /// - Throws: ``DataError`` where the line is no object, and where the name is there twice.
  mutating func value(of name: String, in rows: JSONLRows) throws -> Value? {
    do {
      var found: Value?
      try expect("{")
      if try !skip("}") {
        repeat {
          skipSpaces()
          let key = try string()
          try expect(":")
          let value = try value(depth: 0)
          guard key == name else { continue }
          guard found == nil else { throw Problem(wanted: "'\(name)' once") }
          found = value
        } while try skip(",")
        try expect("}")
      }
      skipSpaces()
      guard at == bytes.count else { throw Problem(wanted: "the line's end") }
      return found
    } catch let problem as Problem {
      throw rows.wrong("no JSON object (at byte \(at))", problem.wanted)
    }
  }

  private struct Problem: Error {
    let wanted: String
  }

  private mutating func value(depth: Int) throws -> Value {
    guard depth < JSONLineParser.deepest else { throw Problem(wanted: "less nesting") }
    skipSpaces()
    guard at < bytes.count else { throw Problem(wanted: "a value") }
    switch bytes[at] {
    case UInt8(ascii: "{"):
      at += 1
      if try skip("}") { return .object }
      repeat {
        skipSpaces()
        _ = try string()
        try expect(":")
        _ = try value(depth: depth + 1)
      } while try skip(",")
      try expect("}")
      return .object
    case UInt8(ascii: "["):
      at += 1
      var elements: [Value] = []
      if try skip("]") { return .list([]) }
      repeat { elements.append(try value(depth: depth + 1)) } while try skip(",")
      try expect("]")
      return .list(elements)
    case UInt8(ascii: "\""): return .text(try string())
    default: return try word()
    }
  }

  private mutating func word() throws -> Value {
    let start = at
    while at < bytes.count, !",]} \t".utf8.contains(bytes[at]) { at += 1 }
    let word = bytes[start..<at]
    if word.elementsEqual("null".utf8) { return .null }
    guard let number = NumberText.number(word) else { throw Problem(wanted: "a value") }
    return .number(number)
  }

  private mutating func string() throws -> String {
    guard at < bytes.count, bytes[at] == UInt8(ascii: "\"") else {
      throw Problem(wanted: "a name in quotes")
    }
    at += 1
    var text: [UInt8] = []
    while at < bytes.count, bytes[at] != UInt8(ascii: "\"") {
      if bytes[at] == UInt8(ascii: "\\") {
        at += 1
        guard at < bytes.count else { break }
        try appendEscaped(to: &text)
      } else {
        text.append(bytes[at])
        at += 1
      }
    }
    guard at < bytes.count else { throw Problem(wanted: "a closing quote") }
    at += 1
    return String(decoding: text, as: UTF8.self)
  }

  private mutating func appendEscaped(to text: inout [UInt8]) throws {
    let simple: [UInt8: UInt8] = [
      UInt8(ascii: "n"): 10, UInt8(ascii: "t"): 9, UInt8(ascii: "r"): 13, UInt8(ascii: "b"): 8,
      UInt8(ascii: "f"): 12, UInt8(ascii: "\""): 34, UInt8(ascii: "\\"): 92, UInt8(ascii: "/"): 47,
    ]
    if let byte = simple[bytes[at]] {
      text.append(byte)
      at += 1
      return
    }
    guard bytes[at] == UInt8(ascii: "u") else { throw Problem(wanted: "an escape of JSON's") }
    var unit = try hexadecimal()
    if 0xD800..<0xDC00 ~= unit, at + 1 < bytes.count, bytes[at] == UInt8(ascii: "\\"),
      bytes[at + 1] == UInt8(ascii: "u")
    {
      at += 1
      let low = try hexadecimal()
      unit = 0x10000 + (unit - 0xD800) << 10 + (low & 0x3FF)
    }
    guard let scalar = Unicode.Scalar(unit) else { throw Problem(wanted: "a character") }
    text += Array(String(Character(scalar)).utf8)
  }

  /// Four digits after the `u` at hand.
  private mutating func hexadecimal() throws -> UInt32 {
    guard at + 4 < bytes.count,
      let unit = UInt32(String(decoding: bytes[(at + 1)...(at + 4)], as: UTF8.self), radix: 16)
    else { throw Problem(wanted: "four hexadecimal digits") }
    at += 5
    return unit
  }

  private mutating func skipSpaces() {
    while at < bytes.count, bytes[at] == 32 || bytes[at] == 9 { at += 1 }
  }

  private mutating func skip(_ mark: Unicode.Scalar) throws -> Bool {
    skipSpaces()
    guard at < bytes.count, bytes[at] == UInt8(ascii: mark) else { return false }
    at += 1
    return true
  }

  private mutating func expect(_ mark: Unicode.Scalar) throws {
    guard try skip(mark) else { throw Problem(wanted: "'\(mark)'") }
  }
}
