import Foundation

/// The edges of the configuration of many thresholds that was last asked for: a hundred metrics of a
/// million thresholds each, as a line of a file may ask for, sort and hold them once.
final class SharedEdges: @unchecked Sendable {
  typealias Known = (configuration: ThresholdCounts.Configuration, edges: ThresholdCounts.Edges)

  private static let latest = SharedEdges()
  private static let few = 1000

  private let lock = NSLock()
  private var known: Known?

  /// The edges, and the configuration whose numbers they share.
  static func of(_ configuration: ThresholdCounts.Configuration) -> Known {
    guard configuration.thresholds.count > few else {
      return (configuration, ThresholdCounts.Edges(configuration))
    }
    return latest.lock.withLock {
      if let known = latest.known, known.configuration == configuration { return known }
      let made = (configuration, ThresholdCounts.Edges(configuration))
      latest.known = made
      return made
    }
  }
}
