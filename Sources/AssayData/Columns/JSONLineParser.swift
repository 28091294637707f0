/// Goes through one line of a jsonl file, from front to back.
struct JSONLineParser {
  /// What is wrong with a line.
  struct Problem: Error {
    let found: String
    let wanted: String
  }

  /// How deep lists and objects may nest; those of the field that is read, as a tensor's axes.
  static let deepest = 64

  private let bytes: UnsafeBufferPointer<UInt8>
  private var position = 0

  init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

  /// Calls `take` for each field of the object that is the line; it reads or skips the value.
  mutating func fields(
    _ take: (inout JSONLineParser, UnsafeBufferPointer<UInt8>) throws -> Void
  ) throws {
    guard skip(UInt8(ascii: "{")) else { throw problem("an object, {…}") }
    if !skip(UInt8(ascii: "}")) {
      repeat {
        let key = try rawString("a field's name")
        guard skip(UInt8(ascii: ":")) else { throw problem("':'") }
        try take(&self, key)
      } while skip(UInt8(ascii: ","))
      guard skip(UInt8(ascii: "}")) else { throw problem("',' or '}'") }
    }
    skipSpaces()
    guard position == bytes.count else { throw problem("the end of the line") }
  }

  /// What is between the quotes of a string, as it is written.
  mutating func rawString(_ what: String) throws -> UnsafeBufferPointer<UInt8> {
    guard skip(UInt8(ascii: "\"")) else { throw problem("\(what) in quotes") }
    let start = position
    while position < bytes.count, bytes[position] != UInt8(ascii: "\"") {
      position += bytes[position] == UInt8(ascii: "\\") ? 2 : 1
    }
    guard position < bytes.count else {
      position = bytes.count
      throw problem("a closing quote")
    }
    defer { position += 1 }
    return UnsafeBufferPointer(rebasing: bytes[start..<position])
  }

  /// Whether the next value is a string.
  mutating func isAtString() -> Bool {
    skipSpaces()
    return position < bytes.count && bytes[position] == UInt8(ascii: "\"")
  }

  /// Whether `mark` is next; if so, goes past it.
  mutating func skip(_ mark: UInt8) -> Bool {
    skipSpaces()
    guard position < bytes.count, bytes[position] == mark else { return false }
    position += 1
    return true
  }

  /// The bytes of a number or word.
  mutating func word() throws -> UnsafeBufferPointer<UInt8> {
    skipSpaces()
    let start = position
    while position < bytes.count, JSONLineParser.isOfWord(bytes[position]) { position += 1 }
    guard position > start else { throw problem("a value") }
    return UnsafeBufferPointer(rebasing: bytes[start..<position])
  }

  /// Goes past a value, whatever it is.
  mutating func skipValue(depth: Int = 0) throws {
    guard depth < JSONLineParser.deepest else {
      throw Problem(
        found: "lists or objects nested deeper than \(JSONLineParser.deepest)",
        wanted: "at most that")
    }
    if isAtString() {
      _ = try rawString("a text")
    } else if skip(UInt8(ascii: "[")) {
      if skip(UInt8(ascii: "]")) { return }
      repeat { try skipValue(depth: depth + 1) } while skip(UInt8(ascii: ","))
      guard skip(UInt8(ascii: "]")) else { throw problem("',' or ']'") }
    } else if skip(UInt8(ascii: "{")) {
      if skip(UInt8(ascii: "}")) { return }
      repeat {
        _ = try rawString("a field's name")
        guard skip(UInt8(ascii: ":")) else { throw problem("':'") }
        try skipValue(depth: depth + 1)
      } while skip(UInt8(ascii: ","))
      guard skip(UInt8(ascii: "}")) else { throw problem("',' or '}'") }
    } else {
      let word = try word()
      guard word.elementsEqual("null".utf8) || DecimalNumber.read(word).isKnown else {
        throw Problem(found: FoundText.shown(word, nothing: ""), wanted: "a value")
      }
    }
  }

  /// What is wrong here.
  func problem(_ wanted: String) -> Problem {
    guard position < bytes.count else {
      return Problem(found: "the end of the line", wanted: wanted)
    }
    let one = UnsafeBufferPointer(rebasing: bytes[position..<position + 1])
    return Problem(
      found: "\(FoundText.shown(one, nothing: "")) at byte \(position + 1)", wanted: wanted)
  }

  private mutating func skipSpaces() {
    while position < bytes.count, [0x20, 0x09, 0x0d].contains(bytes[position]) { position += 1 }
  }

  private static func isOfWord(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2b, 0x2d, 0x2e: true
    default: false
    }
  }
}

extension DecimalNumber.Reading {
  /// Whether it is a number at all, even one that float64 cannot hold.
  var isKnown: Bool { self != .notANumber }
}
