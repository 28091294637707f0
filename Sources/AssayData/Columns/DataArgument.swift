import AssayCore

/// An array in a file, as it is named on a command line.
///
///     try DataArgument("scores.csv:p0,p1").member  // "p0,p1"
///
/// `FILE.npy`, `FILE.npz` with one array or `FILE.npz:KEY`, `FILE.csv:COLUMN` (or several columns, with
/// commas between them), `FILE.jsonl:FIELD`; `-` is standard input, whose format is told from its first
/// bytes, and `-:COLUMN` a column or a field of it.
public struct DataArgument: Equatable, Sendable {
  /// How the file is read.
  public enum Kind: Equatable, Sendable {
    case npy, npz, csv, jsonl
    /// Standard input, whose format its first bytes say.
    case standardInput
  }

  public let path: String
  /// The array, column or field.
  public let member: String?
  public let kind: Kind

  /// - Throws: ``DataError/argument(_:wanted:)``.
  public init(_ text: String) throws {
    if text == "-" || text.hasPrefix("-:") {
      path = "standard input"
      member = text == "-" ? nil : String(text.dropFirst(2))
      kind = .standardInput
      return
    }
    let kinds: [(suffix: String, kind: Kind)] = [
      (".npy", .npy), (".npz", .npz), (".csv", .csv), (".jsonl", .jsonl),
    ]
    for (suffix, kind) in kinds {
      if text.lowercased().hasSuffix(suffix) {
        self.kind = kind
        path = text
        member = nil
        return
      }
      guard let place = DataArgument.lastPlace(of: suffix + ":", in: text) else { continue }
      self.kind = kind
      path = String(text[..<text.index(place, offsetBy: suffix.count)])
      member = String(text[text.index(place, offsetBy: suffix.count + 1)...])
      return
    }
    throw DataError.argument(
      text, wanted: "FILE.npy, FILE.npz:KEY, FILE.csv:COLUMN, FILE.jsonl:FIELD or -")
  }

  private static func lastPlace(of part: String, in text: String) -> String.Index? {
    let lowered = text.lowercased()
    guard lowered.count == text.count else { return nil }
    var found: Int?
    let all = Array(lowered)
    let wanted = Array(part)
    guard all.count >= wanted.count else { return nil }
    for start in 0...(all.count - wanted.count)
    where all[start..<(start + wanted.count)].elementsEqual(wanted) { found = start }
    return found.map { text.index(text.startIndex, offsetBy: $0) }
  }

  /// Opens it for reading rows of numbers.
  ///
  /// - Throws: ``DataError``.
  public func open() throws -> any RowSource {
    switch kind {
    case .npy:
      try none(member)
      return try NPYRows.open(FileStream(path), path: path)
    case .npz: return try NPYRows.open(path, array: member)
    case .csv: return try CSVRows(FileStream(path), columns: try columns())
    case .jsonl: return try JSONLRows(FileStream(path), field: try field())
    case .standardInput:
      let input = try PipeStream.standardInput()
      switch input.first {
      case 0x93: return try NPYRows.open(input, path: nil)
      case UInt8(ascii: "{"): return try JSONLRows(input, field: try field())
      default: return try CSVRows(input, columns: member == nil ? nil : try columns())
      }
    }
  }

  /// Opens it for reading text: names of groups.
  ///
  /// - Throws: ``DataError``.
  public func openText() throws -> TextRows {
    switch kind {
    case .csv: return TextRows(csv: try CSVRows(FileStream(path), columns: try columns()))
    case .jsonl:
      return TextRows(jsonl: try JSONLRows(FileStream(path), field: try field(), asText: true))
    case .npy, .npz: return TextRows(numbers: try open())
    case .standardInput:
      let input = try PipeStream.standardInput()
      switch input.first {
      case 0x93: return TextRows(numbers: try NPYRows.open(input, path: nil))
      case UInt8(ascii: "{"):
        return TextRows(jsonl: try JSONLRows(input, field: try field(), asText: true))
      default:
        return TextRows(csv: try CSVRows(input, columns: member == nil ? nil : try columns()))
      }
    }
  }

  private func columns() throws -> [String] {
    guard let member, !member.isEmpty else {
      throw DataError.argument(path, wanted: "the column too: \(path):COLUMN")
    }
    return member.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
  }

  private func field() throws -> String {
    guard let member, !member.isEmpty else {
      throw DataError.argument(path, wanted: "the field too: \(path):FIELD")
    }
    return member
  }

  private func none(_ member: String?) throws {
    guard let member else { return }
    throw DataError.argument("\(path):\(member)", wanted: "\(path): an npy file is one array")
  }
}
