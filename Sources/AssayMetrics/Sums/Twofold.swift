/// A number of some 106 bits, as the sum of two doubles of which the second is below half a unit in
/// the last place of the first.
///
/// Differences of sums that are nearly equal, Σy² − (Σy)²/n, keep their digits in it.
///
/// - Source: Dekker, "A floating-point technique for extending the available precision" (1971).
struct Twofold: Sendable {
  let high: Double
  let low: Double

  /// The sum of two numbers, exactly.
  private init(_ a: Double, plus b: Double) {
    high = a + b
    let part = high - a
    low = (a - (high - part)) + (b - part)
  }

  init(_ x: Double) {
    high = x
    low = 0
  }

  /// The sum and an integer.
  init(_ sum: ExactSum, adding integer: Int = 0) {
    high = sum.value(adding: integer)
    guard high.isFinite else {
      low = 0
      return
    }
    var rest = sum
    rest.add(-high)
    low = rest.value(adding: integer)
  }

  var value: Double { high + low }

  static func + (a: Twofold, b: Twofold) -> Twofold {
    let sum = Twofold(a.high, plus: b.high)
    return Twofold(sum.high, plus: sum.low + (a.low + b.low))
  }

  static func - (a: Twofold, b: Twofold) -> Twofold {
    let difference = Twofold(a.high, plus: -b.high)
    return Twofold(difference.high, plus: difference.low + (a.low - b.low))
  }

  static func * (a: Twofold, b: Twofold) -> Twofold {
    let product = a.high * b.high
    let error = (-product).addingProduct(a.high, b.high)
    return Twofold(product, plus: error + (a.high * b.low + a.low * b.high))
  }

  static func / (a: Twofold, b: Twofold) -> Twofold {
    let first = a.high / b.high
    let rest = a - Twofold(first, plus: 0) * b
    return Twofold(first, plus: rest.high / b.high)
  }
}
