import AssayCore

/// One column of any format as text, such as the names of groups.
///
///     let groups = try DataArgument("people.csv:city").openText()
///     while let block = try groups.next(65_536) { … }
///
/// Numbers are written as briefly as they can be: `3`, `0.5`, `true`.
public final class TextRows {
  private enum Source {
    case csv(CSVReader)
    case jsonl(JSONReader)
    case array(ArrayRows)
  }

  /// What errors call it.
  public let name: String
  private let source: Source

  /// The next rows, at most `rows` and at least one; `nil` at the end.
  ///
  /// - Throws: ``DataError``, naming the file and the line or row, what was found and wanted.
  public func next(_ rows: Int) throws -> [String]? {
    precondition(rows > 0, "next(_:) was asked for \(rows) rows; wanted at least 1")
    var texts: [String] = []
    switch source {
    case .array(let array): return try array.next(rows).map(TextRows.texts)
    case .csv(let reader):
      while texts.count < rows, try reader.next() { texts.append(try reader.text(0)) }
    case .jsonl(let reader):
      while texts.count < rows, try reader.next({ texts.append(try TextRows.text(&$0)) }) {}
    }
    return texts.isEmpty ? nil : texts
  }

  init(csv stream: any ByteStream, column: String?) throws {
    let reader = try CSVReader(stream, columns: column)
    guard reader.columns.count == 1 else {
      throw DataError.unsupported(
        file: stream.name, found: "\(reader.columns.count) columns", wanted: "one")
    }
    name = stream.name
    source = .csv(reader)
  }

  init(jsonl stream: any ByteStream, field: String?) throws {
    name = stream.name
    source = .jsonl(try JSONReader(stream, field: field))
  }

  init(array stream: any ByteStream) throws {
    let rows = try ArrayRows(stream)
    guard rows.shape.sample.elements == 1 else {
      throw DataError.unsupported(
        file: stream.name, found: "rows of shape \(rows.shape.sample)", wanted: "one number a row")
    }
    name = stream.name
    source = .array(rows)
  }

  private static func texts(_ block: Tensor) -> [String] {
    switch block.dtype {
    case .bool: block.scalars(of: Bool.self).map(String.init)
    case .int64: block.scalars(of: Int64.self).map { "\($0)" }
    case .float32:
      block.scalars(of: Float.self).map { Int(exactly: $0).map(String.init) ?? "\($0)" }
    default: block.doubles.map { Int(exactly: $0).map(String.init) ?? "\($0)" }
    }
  }

  private static func text(_ parser: inout JSONLineParser) throws -> String {
    guard parser.isAtString() else {
      let word = try parser.word()
      guard DecimalNumber.read(word).isKnown else {
        throw JSONLineParser.Problem(
          found: FoundText.shown(word, nothing: ""), wanted: "a text or number")
      }
      return String(decoding: word, as: UTF8.self)
    }
    let raw = try parser.rawString("a text")
    guard let text = JSONText.decode(raw) else {
      throw JSONLineParser.Problem(
        found: FoundText.shown(raw, nothing: ""), wanted: "text with JSON's escapes, in UTF-8")
    }
    return text
  }
}

extension DataArgument {
  /// Opens the column as text.
  ///
  /// - Throws: ``DataError`` if there is no such file, array, column or field, or it has more than
  ///   one value a row.
  public func openText() throws -> TextRows {
    switch kind {
    case .npy: return try TextRows(array: FileStream(path))
    case .npz: return try TextRows(array: archived())
    case .csv: return try TextRows(csv: FileStream(path), column: member)
    case .jsonl: return try TextRows(jsonl: FileStream(path), field: member)
    case .standardInput: return try openText(descriptor: StandardInput.descriptor)
    }
  }

  /// Opens a column whose format its first bytes tell.
  package func openText(descriptor: Int32) throws -> TextRows {
    let input = StandardInput(descriptor: descriptor)
    return switch try format(of: input) {
    case .npy: try TextRows(array: input)
    case .jsonl: try TextRows(jsonl: input, field: member)
    default: try TextRows(csv: input, column: member)
    }
  }
}
