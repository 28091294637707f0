import Assay

/// A shape on the command line, and the type after it: `[batch, 10]`, `[batch] int64`.
///
/// `batch` and `?` are the free axis; round brackets and `None`, as Keras prints a shape, are read too.
struct ShapeArgument: Equatable {
  let shape: Shape
  let dtype: DType?

  /// - Throws: ``ShapeArgumentError``, which says what was wanted.
  init(_ text: String) throws {
    let trimmed = text.trimmingSpaces()
    guard let first = trimmed.first, let closing = ["[": "]", "(": ")"][first],
      let end = trimmed.firstIndex(of: Character(closing))
    else { throw ShapeArgumentError.noBrackets }
    var axes = trimmed[trimmed.index(after: trimmed.startIndex)..<end]
      .split(separator: ",", omittingEmptySubsequences: false).map { $0.trimmingSpaces() }
    // Python's tuple of one: (None,)
    if first == "(", axes.count == 2, axes.last == "" { axes.removeLast() }
    guard axes != [""] else { throw ShapeArgumentError.noAxes }
    guard axes.count <= Shape.maximumRank else { throw ShapeArgumentError.tooManyAxes(axes.count) }
    shape = Shape(try axes.map(ShapeArgument.axis))
    let type = trimmed[trimmed.index(after: end)...].trimmingSpaces().lowercased()
    dtype = try type.isEmpty ? nil : ShapeArgument.type(type)
  }

  private static func axis(_ text: String) throws -> Int {
    if ["batch", "?", "None"].contains(text) { return Shape.free }
    guard let size = Int(text), size > 0, size <= Int(Int32.max) else {
      throw ShapeArgumentError.notAnAxis(text)
    }
    return size
  }

  private static func type(_ text: String) throws -> DType {
    guard let type = DType(rawValue: text) else { throw ShapeArgumentError.notAType(text) }
    return type
  }
}

/// Why a text is not a shape.
enum ShapeArgumentError: Error, CustomStringConvertible {
  case noBrackets
  case noAxes
  case tooManyAxes(Int)
  case notAnAxis(String)
  case notAType(String)

  var description: String {
    switch self {
    case .noBrackets: "a shape stands in brackets, such as '[batch, 10]'"
    case .noAxes: "a shape has at least the batch axis: '[batch]'"
    case .tooManyAxes(let count): "\(count) axes; at most \(Shape.maximumRank) are supported"
    case .notAnAxis(let text):
      "'\(text)' is no axis; wanted 'batch' or '?' for the free one, or a size of 1 or more"
    case .notAType(let text):
      "'\(text)' is no type; wanted " + DType.allCases.map(\.rawValue).joined(separator: ", ")
    }
  }
}

extension StringProtocol {
  /// This text without the spaces round it.
  func trimmingSpaces() -> String {
    String(drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
  }
}
