import Assay
import Foundation

/// Measures one workload and prints the line that every peer prints.
///
///     AssayBench mlp
///     {"framework": "assay", "workload": "mlp", "variant": "default", "ms_per_step": […], …}
@main
enum AssayBench {
  static func main() {
    do {
      try run()
    } catch {
      FileHandle.standardError.write(Data("AssayBench: \(error)\n".utf8))
      exit(error is Usage ? 64 : 1)
    }
  }

  private static func run() throws {
    if CommandLine.arguments.dropFirst().first == "metrics" {
      return try MetricsBench.main(Array(CommandLine.arguments.dropFirst(2)))
    }
    guard CommandLine.arguments.count == 2,
      let workload = Workload(rawValue: CommandLine.arguments[1])
    else {
      throw Usage()
    }
    let data = try workload.data()
    let model = try workload.model()
    let clock = EpochClock()
    let history = try model.fit(
      data, batchSize: Workload.batchSize, epochs: 1 + Workload.epochs, callbacks: [clock],
      progress: .silent)
    let milliseconds = clock.times.map { $0 / .milliseconds(1) / Double(workload.stepsPerEpoch) }

    func last(_ key: String) -> Double { history[key]?.last ?? .nan }
    print(
      """
      {"framework": "assay", "workload": "\(workload.rawValue)", "variant": "default", \
      "ms_per_step": \(milliseconds), "loss": \(last("loss")), "accuracy": \(last("accuracy"))}
      """)
  }

  struct Usage: Error, CustomStringConvertible {
    var description: String {
      "usage: AssayBench \(Workload.allCases.map(\.rawValue).joined(separator: "|"))\n"
        + "       AssayBench metrics FOLDER "
        + "\(MetricsCase.allCases.map(\.rawValue).joined(separator: "|"))|bandwidth REPEATS"
    }
  }
}

/// The time of each epoch but the first, from the end of one to the end of the next, as the peers take it.
final class EpochClock: Callback {
  private(set) var times: [Duration] = []
  private var last: ContinuousClock.Instant?

  func onEpochEnd(
    _ epoch: Int, logs: inout Logs, in training: any TrainingContext
  ) throws -> Continuation {
    let now = ContinuousClock.now
    if let last { times.append(now - last) }
    last = now
    return .continue
  }

  func wantsBatchEnd(step: Int, of steps: Int?) -> Bool { false }
}
