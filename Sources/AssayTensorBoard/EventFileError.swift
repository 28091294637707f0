/// An event file that cannot be made or written.
public enum EventFileError: Error, Equatable, CustomStringConvertible {
  /// The file or its folder cannot be made.
  case create(path: String, reason: String)
  /// Records cannot be written; those written before are whole.
  case write(path: String, reason: String)

  public var description: String {
    switch self {
    case .create(let path, let reason):
      "TensorBoard: \(path) cannot be made: \(reason); give a logDirectory that can be written"
    case .write(let path, let reason):
      "TensorBoard: \(path) cannot be written: \(reason); make room, or log elsewhere"
    }
  }
}
