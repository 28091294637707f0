extension DecodingError {
  /// What was found where, and what was wanted, without the names of Swift's types.
  package var reason: String {
    switch self {
    case .keyNotFound(let key, let context):
      "there is no '\(DecodingError.path(context.codingPath + [key]))'"
    case .typeMismatch(let type, let context), .valueNotFound(let type, let context):
      "'\(DecodingError.path(context.codingPath))' is not \(DecodingError.name(of: type))"
    case .dataCorrupted(let context):
      // What a type of a few words says of any other.
      context.debugDescription.hasPrefix("Cannot initialize")
        ? "'\(DecodingError.path(context.codingPath))' is none of the words it can be"
        : context.debugDescription
    @unknown default: "\(self)"
    }
  }

  private static func path(_ keys: [any CodingKey]) -> String {
    keys.map { $0.intValue.map { "\($0)" } ?? $0.stringValue }.joined(separator: ".").quotable()
  }

  private static func name(of type: any Any.Type) -> String {
    switch type {
    case is String.Type: "a text"
    case is Bool.Type: "true or false"
    case is any BinaryInteger.Type: "a whole number"
    case is any BinaryFloatingPoint.Type: "a number"
    case is [Any].Type: "a list"
    case is [String: Any].Type: "an object"
    default: "\(type)".contains("Array") ? "a list" : "what it should be"
    }
  }
}
