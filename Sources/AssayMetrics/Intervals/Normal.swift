#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// The standard normal distribution.
package enum Normal {
  /// The number that the given share of the distribution lies below.
  ///
  ///     Normal.quantile(0.975)  // 1.959963984540054
  ///
  /// A rational approximation (Abramowitz and Stegun 26.2.23), then Newton's steps on the logarithm of
  /// the share, which is nearly a parabola even where the share is tiny.
  ///
  /// - Range: of `share`, between 0 and 1, both excluded.
  /// - Precision: 4 units in the last place, and 1e-15 near the middle.
  package static func quantile(_ share: Double) -> Double {
    precondition(share > 0 && share < 1, "Normal.quantile: \(share) is not between 0 and 1")
    // Above the middle 1 - share is exact.
    if share > 0.5 { return -quantile(1 - share) }
    let t = (-2 * log(share)).squareRoot()
    var x =
      (2.515517 + t * (0.802853 + t * 0.010328))
      / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308))) - t
    for _ in 0..<10 {
      let reached = erfc(-x / 2.0.squareRoot()) / 2
      let density = exp(-x * x / 2) / (2 * Double.pi).squareRoot()
      let step = log(reached / share) * reached / density
      x -= step
      if abs(step) <= 1e-9 { break }  // the next would be its square
    }
    return x
  }
}
