#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// The standard normal distribution.
enum Normal {
  /// The number that the given share of the distribution lies below.
  ///
  ///     Normal.quantile(0.975)  // 1.959963984540054
  ///
  /// A rational approximation (Abramowitz and Stegun 26.2.23, error below 4.5e-4) and two of Halley's
  /// steps, each of which makes the error about its cube.
  ///
  /// - Range: of `share`, between 0 and 1, both excluded.
  /// - Precision: 4 units in the last place, and 1e-15 near the middle.
  static func quantile(_ share: Double) -> Double {
    precondition(share > 0 && share < 1, "Normal.quantile: \(share) is not between 0 and 1")
    // Above the middle 1 - share is exact.
    if share > 0.5 { return -quantile(1 - share) }
    let t = (-2 * log(share)).squareRoot()
    var x =
      (2.515517 + t * (0.802853 + t * 0.010328))
      / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308))) - t
    for _ in 0..<2 {
      let excess = erfc(-x / 2.0.squareRoot()) / 2 - share
      let step = excess * (2 * Double.pi).squareRoot() * exp(x * x / 2)
      x -= step / (1 + x * step / 2)
    }
    return x
  }
}
