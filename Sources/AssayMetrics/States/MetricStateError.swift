import AssayCore

/// Why a file is no state, or not one that can be used.
public enum MetricStateError: Error, Equatable, CustomStringConvertible {
  case malformed(file: String, found: String)
  case version(file: String, found: Int)
  case damaged(file: String, found: String)
  case notSaved(metric: String)

  public var description: String {
    switch self {
    case .malformed(let file, let found):
      "\(file): found \(found); wanted a state that 'assay score --state-out' wrote"
    case .version(let file, let found):
      "\(file): a state of version \(found); this reads version \(MetricState.version)"
    case .damaged(let file, let found):
      "\(file): the state is damaged: "
        + found.replacing("; the state is damaged", with: "").quotable(atMost: 400)
    case .notSaved(let metric):
      "\(metric): not a metric of the catalog; a file could not say what it is"
    }
  }
}
