/// The lines of a jsonl file, of whose objects one field is wanted.
final class JSONReader {
  private let lines: LineReader
  /// The wanted field.
  private(set) var field: String?
  private var key: [UInt8] = []

  init(_ stream: any ByteStream, field: String?) throws {
    lines = try LineReader(stream)
    self.field = field
    key = field.map { Array($0.utf8) } ?? []
  }

  var name: String { lines.stream.name }

  /// Goes to the next line and has `read` take the field's value; `false` at the end.
  func next(_ read: (inout JSONLineParser) throws -> Void) throws -> Bool {
    var blank: Int?
    while try lines.next() {
      if lines.current.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) {
        blank = blank ?? lines.line
        continue
      }
      if let blank {
        throw lines.malformed(
          "an empty line", wanted: "an object, {…}, or the end of the file", line: blank)
      }
      if field == nil { try chooseOnlyField() }
      do {
        try take(read)
      } catch let problem as JSONLineParser.Problem {
        throw malformed(problem.found, wanted: problem.wanted)
      }
      return true
    }
    return false
  }

  func malformed(_ found: String, wanted: String) -> DataError {
    lines.malformed(found, wanted: wanted, column: field)
  }

  private func take(_ read: (inout JSONLineParser) throws -> Void) throws {
    var parser = JSONLineParser(lines.current)
    var isFound = false
    try parser.fields { parser, raw in
      guard isWanted(raw) else { return try parser.skipValue() }
      guard !isFound else {
        throw JSONLineParser.Problem(found: "the field twice", wanted: "it once")
      }
      isFound = true
      try read(&parser)
    }
    guard isFound else {
      let names = try names()
      throw malformed(
        "no such field among " + (names.isEmpty ? "none" : names.joined(separator: ", ")),
        wanted: "the field in every line")
    }
  }

  private func isWanted(_ raw: UnsafeBufferPointer<UInt8>) -> Bool {
    if raw.contains(UInt8(ascii: "\\")) { return JSONText.decode(raw) == field }
    return raw.elementsEqual(key)
  }

  /// The names of the first line's fields; `nil` where there is no line.
  ///
  /// - Throws: ``DataError``.
  func firstNames() throws -> [String]? {
    guard try lines.next() else { return nil }
    do {
      return try names()
    } catch let problem as JSONLineParser.Problem {
      throw malformed(problem.found, wanted: problem.wanted)
    }
  }

  /// Without a name, the first line's only field is meant.
  private func chooseOnlyField() throws {
    let names: [String]
    do {
      names = try self.names()
    } catch let problem as JSONLineParser.Problem {
      throw malformed(problem.found, wanted: problem.wanted)
    }
    guard names.count == 1 else {
      throw DataError.severalColumns(file: name, columns: names)
    }
    field = names[0]
    key = Array(names[0].utf8)
  }

  private func names() throws -> [String] {
    var names: [String] = []
    var parser = JSONLineParser(lines.current)
    try parser.fields { parser, raw in
      guard let name = JSONText.decode(raw) else {
        throw JSONLineParser.Problem(found: "a field's name that is not UTF-8", wanted: "text")
      }
      names.append(name)
      try parser.skipValue()
    }
    return names
  }
}
