#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// The seconds since some fixed moment, by a clock that nobody sets back.
///
/// It is read after every step of training; `ContinuousClock` takes several times as long, in the
/// wide arithmetic of `Duration`.
package func monotonicSeconds() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_MONOTONIC, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
}
