import AssayCore
import AssayMetrics
import AssayModel

/// The figures of one pass over data: losses averaged by batch size, metrics over everything.
struct Tallies {
  private(set) var loss = WeightedMean()
  private var outputLosses: [(key: String, mean: WeightedMean)]
  private(set) var metrics: [(key: String, metric: any Metric)]

  init(_ compiled: CompiledModel, outputNames: [String]) {
    outputLosses =
      outputNames.count > 1 ? outputNames.map { ("\($0)_loss", WeightedMean()) } : []
    metrics = compiled.metrics
  }

  /// Counts the batch that `program` has just run.
  ///
  /// - Parameters:
  ///   - inputCount: the number of the program's inputs that are not labels.
  /// - Throws: ``MetricError``, and what a metric of the user's own throws.
  mutating func add(_ program: Program, inputCount: Int) throws {
    let size = Double(program.batchSize)
    loss.add(program.loss, weight: size)
    for index in outputLosses.indices {
      outputLosses[index].mean.add(program.results[1 + index].double(at: 0), weight: size)
    }
    guard !metrics.isEmpty else { return }
    defer { program.endLending() }
    let outputs = program.inputs.count - inputCount
    for index in metrics.indices {
      try metrics[index].metric.update(
        labels: program.inputTensors[inputCount], predictions: program.results[1 + outputs],
        weights: nil)
    }
  }

  /// Forgets everything counted.
  mutating func reset() {
    loss = WeightedMean()
    for index in outputLosses.indices { outputLosses[index].mean = WeightedMean() }
    for index in metrics.indices { metrics[index].metric = metrics[index].metric.empty }
  }

  /// The figures so far; a metric that is undefined is NaN.
  var logs: Logs {
    var logs = Logs()
    logs["loss"] = loss.value ?? .nan
    for (key, mean) in outputLosses { logs[key] = mean.value ?? .nan }
    for (key, metric) in metrics { logs[key] = metric.value ?? .nan }
    return logs
  }
}

extension Program {
  /// The total loss of the last run.
  var loss: Double { results[0].double(at: 0) }
}
