import AssayCore

/// A file of weights that cannot be written or read.
public enum WeightsFileError: Error, Equatable, CustomStringConvertible {
  /// A name that does not say what kind of file it is.
  case unknownEnding(path: String, endings: [String])
  /// A file without a weight of the model.
  case missing(path: String, weight: String, found: [String])
  /// A file with a weight that the model has not.
  case surplus(path: String, weight: String, wanted: [String])
  /// A weight of another shape or type than the model's.
  case mismatch(path: String, weight: String, found: String, wanted: String)

  public var description: String {
    switch self {
    case .unknownEnding(let path, let endings):
      "\(path): the name has none of the endings of files that can hold weights: "
        + endings.joined(separator: ", ")
    case .missing(let path, let weight, let found):
      "\(path): there is no weight '\(weight)'; "
        + (found.isEmpty ? "it holds nothing" : "it holds \(Self.list(found))")
        + (nearestName(to: weight, in: found).map { "; is '\($0)' the same?" } ?? "")
    case .surplus(let path, let weight, let wanted):
      "\(path): the model has no weight '\(weight)'; it has \(Self.list(wanted))"
    case .mismatch(let path, let weight, let found, let wanted):
      "\(path): weight '\(weight)' is \(found); the model's is \(wanted)"
    }
  }

  /// Names with commas; of very many only the first.
  private static func list(_ names: [String]) -> String {
    let rest = names.count > 12 ? " and \(names.count - 12) more" : ""
    return names.prefix(12).joined(separator: ", ") + rest
  }
}
