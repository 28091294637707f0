/// How a run tells of its progress, on standard error.
///
/// The raw values are the words of the command line's `--progress`.
public enum ProgressStyle: String, Sendable, CaseIterable {
  /// ``bar`` on a terminal, ``plain`` elsewhere.
  case automatic = "auto"
  /// Keras's bar, redrawn in place.
  case bar
  /// One line an epoch.
  case plain
  /// One JSON object an epoch, each on a line of its own.
  case json
  /// Nothing.
  case silent = "none"
}
