import AssayCore

/// Rows of an array, read once from front to back, so that memory does not grow with the file.
public protocol RowSource: AnyObject {
  /// What errors call it: the file, and the array in it.
  var name: String { get }
  /// The shape of any number of rows: the first axis is free.
  var shape: Shape { get }
  /// How many rows there are; `nil` where only reading them tells.
  var count: Int? { get }
  /// The next rows, at most `rows` of them; `nil` at the end.
  ///
  /// - Throws: ``DataError``, naming file and row.
  func next(_ rows: Int) throws -> Tensor?
}

/// Rows of text, read as ``RowSource`` reads numbers: the names of groups.
public final class TextRows {
  private enum Source {
    case csv(CSVRows)
    case jsonl(JSONLRows)
    case numbers(any RowSource)
  }

  private let source: Source

  init(csv: CSVRows) { source = .csv(csv) }
  init(jsonl: JSONLRows) { source = .jsonl(jsonl) }
  init(numbers: any RowSource) { source = .numbers(numbers) }

  public var name: String {
    switch source {
    case .csv(let rows): rows.name
    case .jsonl(let rows): rows.name
    case .numbers(let rows): rows.name
    }
  }

  /// The next rows, at most `rows` of them; `nil` at the end.
  ///
  /// - Throws: ``DataError``.
  public func next(_ rows: Int) throws -> [String]? {
    switch source {
    case .csv(let source): return try source.nextText(rows)
    case .jsonl(let source): return try source.nextText(rows)
    case .numbers(let source):
      guard let tensor = try source.next(rows) else { return nil }
      guard tensor.count == tensor.rowCount else {
        throw DataError.malformed(
          file: name, found: "rows of \(tensor.shape.sample)", wanted: "one group a row")
      }
      return tensor.doubles.map { Int(exactly: $0).map(String.init) ?? String($0) }
    }
  }
}
