import Assay

/// Measures one figure and prints the line that every peer prints.
///
///     AssayBench metrics FOLDER auc_exact 3
///     {"framework": "assay", "variant": "default", "case": "auc_exact", "seconds": […], "value": …}
///
/// A time is that of a new metric from the arrays in memory to the figure. `bandwidth` instead adds
/// up 1 GB on one core.
enum MetricsBench {
  static func main(_ arguments: [String]) throws {
    guard arguments.count == 3, let repeats = Int(arguments[2]), repeats > 0 else {
      throw AssayBench.Usage()
    }
    if arguments[1] == "bandwidth" {
      let (seconds, sum) = bandwidth(repeats)
      return report("bandwidth", seconds, value: "\(sum)")
    }
    guard let job = MetricsCase(rawValue: arguments[1]) else { throw AssayBench.Usage() }
    let (labels, predictions) = try job.arrays(in: arguments[0])
    var value: MetricValue?
    let seconds = try times(repeats) {
      value =
        try job == .smallUpdates
        ? updates(of: job, labels, predictions) : whole(job, labels, predictions)
    }
    report(job.rawValue, seconds, value: (value?.figures.first ?? nil).map { "\($0)" } ?? "null")
  }

  private static func whole(
    _ job: MetricsCase, _ labels: Tensor, _ predictions: Tensor
  ) throws -> MetricValue {
    var metric = try job.metric()
    try metric.update(labels: labels, predictions: predictions, weights: nil)
    return metric.result
  }

  private static func updates(
    of job: MetricsCase, _ labels: Tensor, _ predictions: Tensor
  ) throws -> MetricValue {
    var metric = try job.metric()
    for update in 0..<MetricsCase.smallCount {
      let rows = update * MetricsCase.smallRows..<(update + 1) * MetricsCase.smallRows
      try metric.update(
        labels: labels[rows: rows], predictions: predictions[rows: rows], weights: nil)
    }
    return metric.result
  }

  /// The times of `repeats` runs in seconds, after one for warming up.
  private static func times(_ repeats: Int, _ body: () throws -> Void) rethrows -> [Double] {
    try body()
    return try (0..<repeats).map { _ in
      try ContinuousClock().measure { try body() } / .seconds(1)
    }
  }

  private static func bandwidth(_ repeats: Int) -> ([Double], UInt64) {
    let numbers = [UInt64](repeating: 1, count: 125_000_000)
    var sum: UInt64 = 0
    let seconds = times(repeats) {
      numbers.withUnsafeBufferPointer { numbers in
        // Several sums at once, so that memory and not the adder is waited for.
        var sums = SIMD8<UInt64>.zero
        for start in stride(from: 0, to: numbers.count, by: 8) {
          sums &+= UnsafeRawPointer(numbers.baseAddress! + start)
            .loadUnaligned(as: SIMD8<UInt64>.self)
        }
        sum = sums.wrappedSum()
      }
    }
    return (seconds, sum)
  }

  private static func report(_ name: String, _ seconds: [Double], value: String) {
    print(
      """
      {"framework": "assay", "variant": "default", "case": "\(name)", "seconds": \(seconds), \
      "value": \(value)}
      """)
  }
}
