/// Where an array is: a file and what of it, as a user writes it.
///
///     try DataArgument("scores.csv:p0,p1").member  // "p0,p1"
///     try DataArgument("digits.npz:y").kind        // .npz
///     try DataArgument("-").kind                   // .standardInput
///
/// `FILE.npy`, `FILE.npz:KEY`, `FILE.csv:COLUMN` and `FILE.jsonl:FIELD` (also `.ndjson`); `-` and
/// `-:COLUMN` are standard input, whose format its first bytes tell. What follows the colon can be
/// left out where there is only one. A column of a csv is named or numbered from `#1`; several,
/// between commas, are one two-dimensional array.
public struct DataArgument: Hashable, Sendable {
  /// The formats.
  public enum Kind: String, Hashable, Sendable {
    case npy, npz, csv, jsonl
    case standardInput = "standard input"
  }

  /// The file; `-` for standard input.
  public let path: String
  /// The array, column or field; `nil` if none was named.
  public let member: String?
  public let kind: Kind

  /// Reads what a user wrote.
  ///
  /// - Throws: ``DataError/argument(_:wanted:)`` for a name without a known ending.
  public init(_ text: String) throws {
    if text == "-" || text.hasPrefix("-:") {
      self.init(path: "-", member: text == "-" ? nil : String(text.dropFirst(2)), .standardInput)
    } else if let (file, kind) = DataArgument.file(of: text) {
      let rest = text.dropFirst(file.count)
      self.init(path: file, member: rest.isEmpty ? nil : String(rest.dropFirst()), kind)
    } else {
      throw DataError.argument(text, wanted: DataArgument.forms)
    }
    guard let member else { return }
    guard !member.isEmpty else { throw DataError.argument(text, wanted: DataArgument.forms) }
    guard kind != .npy else {
      throw DataError.argument(text, wanted: "\(path): an npy file is one array")
    }
  }

  private init(path: String, member: String?, _ kind: Kind) {
    self.path = path
    self.member = member
    self.kind = kind
  }

  /// What can be given, for errors and help.
  public static let forms = "FILE.npy, FILE.npz:KEY, FILE.csv:COLUMN, FILE.jsonl:FIELD or -"

  /// The shortest beginning that ends as a data file does, at a colon or the end.
  private static func file(of text: String) -> (String, Kind)? {
    let ends = text.indices.filter { text[$0] == ":" } + [text.endIndex]
    for end in ends {
      let file = text[..<end]
      guard let dot = file.lastIndex(of: "."), dot > file.startIndex else { continue }
      let ending = file[file.index(after: dot)...].lowercased()
      guard let kind = ending == "ndjson" ? .jsonl : Kind(rawValue: ending) else { continue }
      return (String(file), kind)
    }
    return nil
  }
}

extension DataArgument: CustomStringConvertible {
  public var description: String { path + (member.map { ":" + $0 } ?? "") }
}
