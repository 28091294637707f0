/// A checkpoint that cannot be written or gone on from.
public enum CheckpointError: Error, Equatable, CustomStringConvertible {
  /// The folder holds a run, and nobody asked to go on with it.
  case holdsARun(String)
  /// Another run uses the folder.
  case locked(String)
  /// A file that is no whole checkpoint.
  case damaged(file: String, found: String)
  /// The folder holds checkpoints, and none of them is good.
  case noneGood(directory: String, reasons: [String])
  /// A checkpoint of something else.
  case other(file: String, what: String, found: String, wanted: String)

  public var description: String {
    switch self {
    case .holdsARun(let directory):
      "\(directory) holds a run; go on with it by asking to resume, or give another folder"
    case .locked(let directory):
      "\(directory) is used by another run; wait for it, or give another folder"
    case .damaged(let file, let found):
      "\(file) is not whole: \(found); an older one is needed"
    case .noneGood(let directory, let reasons):
      "\(directory) holds no good checkpoint: " + reasons.joined(separator: "; ")
    case .other(let file, let what, let found, let wanted):
      "\(file) is of another run: its \(what) is \(found), but this run's is \(wanted)"
    }
  }
}
