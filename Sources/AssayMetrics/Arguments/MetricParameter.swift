/// An argument that a metric can be made with, for help and documentation.
public struct MetricParameter: Sendable, Equatable {
  /// Keras's spelling: `num_thresholds`.
  public let name: String
  /// What it is when left out, as it is written; `nil` where it has to be given.
  public let defaultText: String?
  /// What it does, in one line.
  public let summary: String

  public init(_ name: String, default defaultText: String?, _ summary: String) {
    self.name = name
    self.defaultText = defaultText
    self.summary = summary
  }
}
