import Assay

/// Measures one workload and prints the line that every peer prints.
///
///     AssayBench mlp
///     {"framework": "assay", "workload": "mlp", "variant": "default", "ms_per_step": […], …}
@main
enum AssayBench {
  static func main() throws {
    guard CommandLine.arguments.count == 2,
      let workload = Workload(rawValue: CommandLine.arguments[1])
    else {
      throw Usage()
    }
    let data = try workload.data()
    let model = try workload.model()
    func epoch() throws -> History {
      try model.fit(data, batchSize: Workload.batchSize, epochs: 1, verbose: .silent)
    }

    var history = try epoch()
    var milliseconds: [Double] = []
    for _ in 0..<Workload.epochs {
      let time = try ContinuousClock().measure { history = try epoch() }
      milliseconds.append(time / .milliseconds(1) / Double(workload.stepsPerEpoch))
    }

    func last(_ key: String) -> Double { history[key]?.last ?? .nan }
    print(
      """
      {"framework": "assay", "workload": "\(workload.rawValue)", "variant": "default", \
      "ms_per_step": \(milliseconds), "loss": \(last("loss")), "accuracy": \(last("accuracy"))}
      """)
  }

  struct Usage: Error, CustomStringConvertible {
    var description: String {
      "usage: AssayBench \(Workload.allCases.map(\.rawValue).joined(separator: "|"))"
    }
  }
}
