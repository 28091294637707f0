import AssayMetrics
import AssayTraining

/// One figure over the epochs.
struct Curve {
  /// A figure of one epoch, counted from 1; `nil` where it cannot be drawn.
  typealias Point = (epoch: Int, value: Double?)

  let key: String
  let points: [Point]

  /// The figure called `key`; `nil` where there is none, or nothing says whose epochs' figures it has.
  init?(_ key: String, in history: History) {
    guard let values = history[key], let epochs = history.epochs(of: key) else { return nil }
    self.key = key
    // Past this size the differences of figures overflow.
    points = zip(epochs, values).map { ($0 + 1, $1.magnitude < 1e300 ? $1 : nil) }
  }

  /// The points that can be drawn.
  var drawable: [(epoch: Int, value: Double)] {
    points.compactMap { point in point.value.map { (point.epoch, $0) } }
  }

  /// The drawable points in unbroken pieces.
  var pieces: [[(epoch: Int, value: Double)]] {
    points.split { $0.value == nil }.map { piece in
      piece.compactMap { point in point.value.map { (point.epoch, $0) } }
    }
  }

  /// The first of the best epochs.
  func best(_ direction: Direction) -> (epoch: Int, value: Double)? {
    let candidates = drawable
    return direction == .lowerIsBetter
      ? candidates.min { $0.value < $1.value }
      // `max` would give the last of equals.
      : candidates.min { $0.value > $1.value }
  }
}

/// A figure of the training and the same of the validation.
struct Family {
  let name: String
  let training: Curve?
  let validation: Curve?

  var curves: [Curve] { [training, validation].compactMap(\.self) }
  /// What its best epoch is looked for in: the validation, where there is one.
  var watched: Curve? { validation ?? training }

  /// The families of a history: losses of the whole, then the others as they came up.
  static func all(in history: History) -> [Family] {
    var names: [String] = history.keys.contains { base($0) == "loss" } ? ["loss"] : []
    for name in history.keys.map(base) where !names.contains(name) { names.append(name) }
    return names.map {
      Family(
        name: $0, training: Curve($0, in: history), validation: Curve("val_\($0)", in: history))
    }
  }

  /// A key without its `val_`.
  static func base(_ key: String) -> String {
    key.hasPrefix("val_") ? String(key.dropFirst(4)) : key
  }
}
