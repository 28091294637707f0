/// Where progress and the messages of callbacks are written.
public protocol ProgressOutput: Sendable {
  /// Whether what is written can be redrawn in place.
  var isTerminal: Bool { get }
  /// The width of the terminal in columns; `nil` where there is no limit or none is known.
  var columns: Int? { get }
  /// Writes `text` at once, as it is.
  func write(_ text: String)
}
