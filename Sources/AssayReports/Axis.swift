import Foundation

/// The part of an axis that is drawn, and the round numbers on it.
///
///     Axis(figures: 0.12...0.87).ticks     // [0, 0.2, 0.4, 0.6, 0.8, 1]
///     Axis(epochs: 1...50).ticks           // [1, 10, 20, 30, 40, 50]
struct Axis {
  let lower: Double
  let upper: Double
  let ticks: [Double]
  let labels: [String]

  /// An axis that ends at ticks; figures that are all one get room on both sides.
  init(figures range: ClosedRange<Double>, count: Int = 4) {
    // Their distance, and the room about them, must be numbers too.
    let most = Double.greatestFiniteMagnitude / 16
    var (low, high) = (max(range.lowerBound, -most), min(range.upperBound, most))
    (low, high) = (min(low, most), max(high, -most))
    let size = max(abs(low), abs(high))
    // Closer together than this, ticks would need more digits than there is room for.
    if high - low <= max(size * 1e-6, 1e-290) {
      let room = size > 1e-280 ? size * 0.1 : 0.5
      (low, high) = (low - room, high + room)
    }
    let step = Self.niceStep((high - low) / Double(count))
    // A little slack: 0.3 / 0.1 is not 3.
    let first = (low / step + 1e-9).rounded(.down)
    let last = (high / step - 1e-9).rounded(.up)
    let indices = 0...min(Int(last - first), 2 * count + 2)
    // Divided where the step is a fraction, so that 3 × 0.1 is 0.3.
    ticks = indices.map {
      step < 1 ? (first + Double($0)) / (1 / step) : (first + Double($0)) * step
    }
    lower = ticks[0]
    upper = ticks[ticks.count - 1]
    let widest = max(abs(lower), abs(upper))
    labels = ticks.map { FigureText.tick($0, step: step, largest: widest) }
  }

  /// An axis from the first epoch to the last, with whole numbers on it.
  init(epochs range: ClosedRange<Int>, count: Int = 6) {
    let (first, last) = (range.lowerBound, range.upperBound)
    let step = max(1, Int(Self.niceStep(Double(last - first) / Double(count))))
    var numbers = [first]
    var next = (first / step + 1) * step
    while next < last {
      // Not so near to the first that their numbers touch.
      if next - first >= (step + 1) / 2 { numbers.append(next) }
      next += step
    }
    if last > first {
      if numbers.count > 1, last - numbers[numbers.count - 1] < (step + 1) / 2 {
        numbers.removeLast()
      }
      numbers.append(last)
    }
    (lower, upper) = (Double(first), Double(last))
    ticks = numbers.map(Double.init)
    labels = numbers.map(String.init)
  }

  /// The share of the way from ``lower`` to ``upper``; the middle where they are one.
  func share(_ value: Double) -> Double {
    upper > lower ? (value - lower) / (upper - lower) : 0.5
  }

  /// The smallest of 1, 2 and 5 times a power of ten that is at least `step`.
  private static func niceStep(_ step: Double) -> Double {
    guard step > 0 else { return 1 }
    let power = pow(10, log10(step).rounded(.down))
    let factor = [1.0, 2, 5].first { $0 * power >= step * (1 - 1e-9) } ?? 10
    return factor * power
  }
}
