import AssayMetrics

/// The figure that a callback watches, and what counts as an improvement of it.
///
///     better when higher:  improved = value − minDelta > best
///     better when lower:   improved = value + minDelta < best
///
/// Without a best value every value is an improvement but NaN, which never is one.
package struct MonitorRule {
  /// The name of the callback, for errors.
  let callback: String
  let monitor: String
  let mode: MonitorMode
  let minDelta: Double

  /// Whether the figure has been in any logs of the run.
  var seen = false
  private var direction: Direction?

  init(callback: String, monitor: String, mode: MonitorMode, minDelta: Double = 0) {
    self.callback = callback
    self.monitor = monitor
    self.mode = mode
    self.minDelta = abs(minDelta)
  }

  /// Throws where the figure is certain to be missing, or nothing says which way it is better.
  func check(in training: any TrainingContext, keys: [String], othersMayAdd: Bool) throws {
    // Nothing is better by NaN: the run would end as if it had stopped improving.
    if minDelta.isNaN {
      throw CallbackError.argument(
        callback: callback, argument: "minDelta", found: "NaN", wanted: "a number")
    }
    if !othersMayAdd, !keys.contains(monitor) { throw missing(from: keys) }
    _ = try resolvedDirection(in: training)
  }

  /// Begins a run.
  mutating func begin(in training: any TrainingContext) throws {
    seen = false
    direction = try resolvedDirection(in: training)
  }

  /// The figure; `nil` where it comes with other logs only, as `val_loss` where not every epoch
  /// validates.
  ///
  /// - Throws: ``CallbackError/monitorMissing(callback:monitor:available:)`` where it never came,
  ///   ``CallbackError/severalFigures(callback:key:count:)`` where it is not one number.
  mutating func value(in logs: Logs, of training: any TrainingContext) throws -> Double? {
    if let value = logs[monitor] {
      if let figures = logs.vector(monitor), figures.count > 1 {
        throw CallbackError.severalFigures(
          callback: callback, key: monitor, count: figures.count)
      }
      seen = true
      return value
    }
    if seen || training.monitorableKeys.contains(monitor) { return nil }
    throw missing(from: logs.keys)
  }

  func improves(_ value: Double, on reference: Double?) -> Bool {
    guard let reference else { return !value.isNaN }
    return direction == .higherIsBetter
      ? value - minDelta > reference : value + minDelta < reference
  }

  private func resolvedDirection(in training: any TrainingContext) throws -> Direction {
    switch mode {
    case .min: return .lowerIsBetter
    case .max: return .higherIsBetter
    case .auto:
      guard let direction = training.direction(of: monitor) else {
        throw CallbackError.directionUnknown(
          callback: callback, monitor: monitor,
          nearest: nearestName(to: monitor, in: training.monitorableKeys))
      }
      return direction
    }
  }

  private func missing(from keys: [String]) -> CallbackError {
    .monitorMissing(callback: callback, monitor: monitor, available: keys)
  }
}
