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
    let arguments = CommandLine.arguments.dropFirst()
    guard (1...2).contains(arguments.count), let workload = arguments.first.flatMap(Workload.init),
      let variant = arguments.count == 1 ? .standard : Variant(rawValue: arguments.last ?? "")
    else {
      throw Usage()
    }
    let data = try workload.data()
    let memory = Memory()
    let clock = EpochClock()
    let history =
      try workload == .predict
      ? predict(workload, data, clock) : train(workload, data, clock, variant)
    let milliseconds = clock.times.map { $0 / .milliseconds(1) / Double(workload.stepsPerEpoch) }

    func last(_ key: String) -> String { history[key]?.last.map { "\($0)" } ?? "null" }
    print(
      """
      {"framework": "assay", "workload": "\(workload.rawValue)", "variant": "\(variant.rawValue)", \
      "ms_per_step": \(milliseconds), "peak_mb": \(Memory.peak), "before_mb": \(memory.before), \
      "loss": \(last("loss")), "accuracy": \(last("accuracy"))}
      """)
  }

  private static func train(
    _ workload: Workload, _ data: Dataset, _ clock: EpochClock, _ variant: Variant
  ) throws -> History {
    try workload.model().fit(
      data, batchSize: workload.batchSize, epochs: 1 + Workload.epochs, callbacks: [clock],
      keepsFrozen: variant == .standard, progress: .silent)
  }

  /// Calls from an image in memory to an answer in memory, as many as an epoch has steps.
  private static func predict(
    _ workload: Workload, _ data: Dataset, _ clock: EpochClock
  ) throws -> History {
    let model = try workload.model()
    let image = data.inputs[0][rows: 0..<1]
    for _ in 0..<1 + Workload.epochs {
      for _ in 0..<workload.stepsPerEpoch { _ = try model.predict(image) }
      clock.epochEnded()
    }
    return History()
  }

  enum Variant: String {
    case standard = "default"
    /// What frozen layers compute is computed in every epoch, as the peers do.
    case anew
  }

  struct Usage: Error, CustomStringConvertible {
    var description: String {
      "usage: AssayBench \(Workload.allCases.map(\.rawValue).joined(separator: "|")) [anew]\n"
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
    epochEnded()
    return .continue
  }

  func epochEnded() {
    let now = ContinuousClock.now
    if let last { times.append(now - last) }
    last = now
  }

  func wantsBatchEnd(step: Int, of steps: Int?) -> Bool { false }
}
