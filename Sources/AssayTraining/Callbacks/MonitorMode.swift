/// Which way the figure that a callback watches is better.
public enum MonitorMode: String, Sendable, CaseIterable {
  /// As the metric itself says.
  case auto
  case min, max
}
