/// A callback that cannot do what it was asked.
public enum CallbackError: Error, Equatable, CustomStringConvertible {
  /// The logs have no figure of the name that the callback watches.
  case monitorMissing(callback: String, monitor: String, available: [String])
  /// Nothing says which way the figure that the callback watches is better; `nearest` is a key of
  /// the model's own that may have been meant.
  case directionUnknown(callback: String, monitor: String, nearest: String? = nil)
  /// An argument outside its range.
  case argument(callback: String, argument: String, found: String, wanted: String)
  /// A metric that gives several figures, where one number is needed.
  case severalFigures(callback: String, key: String, count: Int)
  /// A file name that asks for what is not logged.
  case unknownPlace(callback: String, template: String, key: String, available: [String])
  /// A figure of an epoch's end, wanted in the middle of one.
  case atEpochsEndOnly(callback: String, key: String)
  /// A state that cannot be gone on from.
  case state(callback: String, found: String, wanted: String)
  /// A loss that is no number, where that was to end the run by an error.
  case invalidLoss(step: Int, loss: Double)

  public var description: String {
    switch self {
    case .monitorMissing(let callback, let monitor, let available):
      "\(callback): there is no '\(monitor)' in the logs; "
        + (available.isEmpty ? "they are empty" : "they have \(available.joined(separator: ", "))")
        + advice(monitor, available)
    case .directionUnknown(let callback, let monitor, let nearest):
      "\(callback): nothing says whether '\(monitor)' is better higher or lower; "
        + "pass mode: .max or mode: .min" + (nearest.map { ", or did you mean '\($0)'?" } ?? "")
    case .argument(let callback, let argument, let found, let wanted):
      "\(callback): \(argument) is \(found); wanted \(wanted)"
    case .severalFigures(let callback, let key, let count):
      "\(callback): '\(key)' has \(count) figures; wanted one number, as of a metric that averages"
    case .unknownPlace(let callback, let template, let key, let available):
      "\(callback): the path '\(template)' asks for '\(key)'; there "
        + (available.count == 1 ? "is " : "are ") + available.joined(separator: ", ")
        + advice(key, available, instead: "use")
    case .atEpochsEndOnly(let callback, let key):
      "\(callback): '\(key)' is known at the end of an epoch only; "
        + "save there with saveFrequency: .epoch, or use '\(key.dropFirst(4))'"
    case .state(let callback, let found, let wanted):
      "\(callback): the saved state is \(found); wanted \(wanted)"
    case .invalidLoss(let step, let loss):
      "NaN or Inf loss encountered at batch \(step). Loss value: \(loss). "
        + "Terminating training immediately."
    }
  }

  private func advice(
    _ monitor: String, _ available: [String], instead verb: String = "monitor"
  ) -> String {
    if monitor.hasPrefix("val_"), !available.contains(where: { $0.hasPrefix("val_") }) {
      let training = String(monitor.dropFirst(4))
      let other = available.contains(training) ? ", or \(verb) '\(training)'" : ""
      return "; pass validation data\(other)"
    }
    if let name = nearestName(to: monitor, in: available) { return "; did you mean '\(name)'?" }
    return ""
  }
}
