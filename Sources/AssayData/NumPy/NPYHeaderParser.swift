/// The little of Python's grammar that npy headers need: strings without escapes, `True`, `False`,
/// and tuples of whole numbers. Nothing nests, so nothing can be nested too deeply.
struct NPYHeaderParser {
  private let bytes: [UInt8]
  private var position = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// Whether `mark` is next; if so, goes past it.
  mutating func skip(_ mark: Unicode.Scalar) -> Bool {
    skipSpaces()
    guard position < bytes.count, bytes[position] == UInt8(ascii: mark) else { return false }
    position += 1
    return true
  }

  mutating func expect(_ mark: Unicode.Scalar) throws(NPYHeader.Problem) {
    guard skip(mark) else { throw problem("'\(mark)'") }
  }

  mutating func string(of what: String) throws(NPYHeader.Problem) -> String {
    let quote: UInt8
    if skip("'") {
      quote = UInt8(ascii: "'")
    } else if skip("\"") {
      quote = UInt8(ascii: "\"")
    } else {
      throw problem("\(what) in quotes")
    }
    let start = position
    while position < bytes.count, bytes[position] != quote {
      guard 0x20...0x7e ~= bytes[position], bytes[position] != UInt8(ascii: "\\") else {
        throw problem("a plain letter or the closing quote")
      }
      position += 1
    }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    guard position < bytes.count else { throw problem("the closing quote") }
    position += 1
    return text
  }

  mutating func truth() throws(NPYHeader.Problem) -> Bool {
    if skip("T") {
      try expectNext("rue")
      return true
    }
    guard skip("F") else { throw problem("True or False") }
    try expectNext("alse")
    return false
  }

  /// A tuple: `()`, `(3,)`, `(2, 3)`, `(2, 3,)`. Python 2 wrote its long numbers as `3L`.
  mutating func sizes() throws(NPYHeader.Problem) -> [Int] {
    try expect("(")
    var sizes: [Int] = []
    while !skip(")") {
      sizes.append(try size())
      if !skip(",") {
        guard sizes.count > 1 else { throw problem("','") }
        try expect(")")
        break
      }
    }
    return sizes
  }

  /// Spaces up to the end, where a line may end.
  mutating func end() throws(NPYHeader.Problem) {
    _ = skip("\n")
    skipSpaces()
    guard position == bytes.count else { throw problem("the end of the header") }
  }

  private mutating func size() throws(NPYHeader.Problem) -> Int {
    if skip("-") { throw .init(found: "a negative size in the shape", wanted: "0 or more") }
    skipSpaces()
    var value = 0
    let start = position
    while position < bytes.count, case let digit = bytes[position] &- UInt8(ascii: "0"), digit < 10
    {
      let (tenfold, overflow) = value.multipliedReportingOverflow(by: 10)
      let (sum, carry) = tenfold.addingReportingOverflow(Int(digit))
      guard !overflow, !carry else {
        throw .init(
          found: "a size of more than 64 bits in the shape", wanted: "sizes that memory can hold")
      }
      value = sum
      position += 1
    }
    guard position > start else { throw problem("a size") }
    if position < bytes.count, bytes[position] == UInt8(ascii: "L") { position += 1 }
    return value
  }

  private mutating func skipSpaces() {
    while position < bytes.count, bytes[position] == UInt8(ascii: " ") { position += 1 }
  }

  private mutating func expectNext(_ rest: StaticString) throws(NPYHeader.Problem) {
    let wanted = Array("\(rest)".utf8)
    guard bytes[position...].starts(with: wanted) else { throw problem("True or False") }
    position += wanted.count
  }

  private func problem(_ wanted: String) -> NPYHeader.Problem {
    guard position < bytes.count else {
      return .init(found: "the header's end at byte \(position)", wanted: wanted)
    }
    let byte = bytes[position]
    let found =
      0x20...0x7e ~= byte ? "'\(Unicode.Scalar(byte))'" : "byte 0x" + String(byte, radix: 16)
    return .init(found: "\(found) at byte \(position) of the header", wanted: wanted)
  }
}
