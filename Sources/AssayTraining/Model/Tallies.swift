import AssayCore
import AssayMetrics
import AssayModel

/// The figures of one pass over data: losses averaged by batch size, metrics over everything.
struct Tallies {
  var loss = NumberTally()
  var outputLosses: [(key: String, output: Int, mean: NumberTally)]
  var metrics: [(key: String, output: Int, isWeighted: Bool, metric: any Metric)]
  var reports: [(key: String, aggregation: Scope.Aggregation, tally: NumberTally)]
  private let ignoresMask: [Bool]

  init(_ compiled: CompiledModel, network: Network) {
    outputLosses = compiled.lossKeys.enumerated().compactMap { output, key in
      key.map { ($0, output, NumberTally()) }
    }
    metrics = compiled.metrics.map { ($0.key, $0.output, $0.isWeighted, $0.metric) }
    ignoresMask = compiled.metrics.map { compiled.ignoresMask($0.metric) }
    reports = zip(compiled.reportKeys, network.reports).map {
      ($0, $1.aggregation, NumberTally())
    }
  }

  /// Counts the batch that `program` has just run.
  ///
  /// - Throws: ``MetricError``, and what a metric of the user's own throws.
  mutating func add(_ program: Program, _ layout: StepLayout) throws {
    let size = Double(program.batchSize)
    loss.add(program.loss, weight: size)
    for index in outputLosses.indices {
      guard let place = layout.losses[outputLosses[index].output] else { continue }
      outputLosses[index].mean.add(program.results[place].double(at: 0), weight: size)
    }
    for index in reports.indices {
      let values = program.results[layout.reports[index]]
      for place in 0..<values.count { reports[index].tally.add(values.double(at: place)) }
    }
    // Where training has diverged there is nothing to measure.
    guard !metrics.isEmpty, program.loss.isFinite else { return }
    defer { program.endLending() }
    for index in metrics.indices {
      do {
        try update(index, program, layout)
      } catch let error as MetricError where layout.outputs.count > 1 {
        throw MetricError.figure(key: metrics[index].key, error)
      }
    }
  }

  private mutating func update(_ index: Int, _ program: Program, _ layout: StepLayout) throws {
    let output = metrics[index].output
    guard let labels = layout.labels[output] else { return }
    let weights =
      metrics[index].isWeighted ? layout.weights[output].map { program.inputTensors[$0] } : nil
    let predictions = program.results[layout.outputs[output]]
    if let mask = layout.masks[output], !ignoresMask[index] {
      try metrics[index].metric.update(
        labels: program.inputTensors[labels], predictions: predictions, weights: weights,
        mask: program.results[mask])
    } else {
      try metrics[index].metric.update(
        labels: program.inputTensors[labels], predictions: predictions, weights: weights)
    }
  }

  /// Forgets everything counted.
  mutating func reset() {
    loss = NumberTally()
    for index in outputLosses.indices { outputLosses[index].mean = NumberTally() }
    for index in metrics.indices { metrics[index].metric = metrics[index].metric.empty }
    for index in reports.indices { reports[index].tally = NumberTally() }
  }

  /// The figures so far; a metric that is undefined is NaN.
  var logs: Logs {
    var logs = Logs()
    logs["loss"] = loss.average
    for (key, _, mean) in outputLosses { logs[key] = mean.average }
    for entry in metrics { logs.put(entry.metric.result, under: entry.key) }
    for (key, aggregation, tally) in reports {
      logs[key] = aggregation == .sum ? tally.sum : tally.average
    }
    return logs
  }
}

/// Numbers that a program finds, averaged or added up over many batches; NaN once one is no number.
struct NumberTally: Codable {
  private var mean = WeightedMean()
  private var isBroken = false

  mutating func add(_ value: Double, weight: Double = 1) {
    guard value.isFinite else {
      isBroken = true
      return
    }
    mean.add(value, weight: weight)
  }

  var average: Double { isBroken ? .nan : mean.value ?? .nan }
  var sum: Double { isBroken ? .nan : mean.sum.value }
}

extension Logs {
  /// Puts what a metric answers under a key; figures with names of their own go under those.
  fileprivate mutating func put(_ value: MetricValue, under key: String) {
    switch value {
    case .scalar(let figure): self[key] = figure ?? .nan
    case .array(_, let figures): setVector(key, figures.map { $0 ?? .nan })
    case .named(let parts):
      for part in parts { put(part.value, under: part.name == "value" ? key : part.name) }
    }
  }
}

extension Program {
  /// The total loss of the last run.
  var loss: Double { results[0].double(at: 0) }
}

extension Metric {
  /// Whether Keras's metric of this class is a mean of values, the only kind that Keras 3 masks.
  var averagesKerasValues: Bool {
    if let scope = self as? MetricOver { return scope.metric.averagesKerasValues }
    return [
      "accuracy", "binary_accuracy", "categorical_accuracy", "sparse_categorical_accuracy",
      "top_k_categorical_accuracy", "sparse_top_k_categorical_accuracy", "mean_squared_error",
      "mean_absolute_error", "mean_absolute_percentage_error", "mean_squared_logarithmic_error",
      "cosine_similarity", "logcosh", "hinge", "squared_hinge", "categorical_hinge",
      "kl_divergence", "poisson", "binary_crossentropy", "categorical_crossentropy",
      "sparse_categorical_crossentropy", "function",
    ].contains(Self.name)
  }
}
