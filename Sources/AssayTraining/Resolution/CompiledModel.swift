import AssayCore
import AssayData
import AssayMetrics
import AssayModel

/// What `compile` was asked for.
struct CompileRequest {
  var optimizer: any Optimizer
  var losses: [LossRequest]
  var metrics: [MetricRequest]
  var rule: ResolutionRule
  var threads: Int
}

/// What those requests became once the labels were seen: concrete losses and metrics, and the reasons.
struct CompiledModel {
  /// One for each output.
  let losses: [Loss]
  /// The metrics of the first output, by their keys in logs, with nothing counted.
  let metrics: [(key: String, metric: any Metric)]
  let explanation: ModelExplanation

  /// Resolves every request once, from the network and the first data.
  ///
  /// - Throws: ``TrainingError``, ``ResolutionError`` and ``MetricError``.
  init(_ request: CompileRequest, network: Network, data: Dataset) throws {
    var losses: [Loss] = []
    var metrics: [(key: String, metric: any Metric)] = []
    var lines: [ModelExplanation.Line] = []
    var warnings: [String] = []
    let isSingle = network.outputs.count == 1
    for (index, output) in network.outputs.enumerated() {
      let labels = data.labels[index]
      let asked = request.losses[index]
      let known = try asked.known()
      var facts = ResolutionFacts(output: output, labels: labels, loss: known)
      let key = isSingle ? "loss" : "\(network.outputNames[index])_loss"

      if let known {
        losses.append(known)
        lines.append(.init(key: key, asked: nil, became: known.text, because: [], warnings: []))
      } else {
        guard case .crossentropy(let smoothing, let reduction) = asked.kind else {
          preconditionFailure("LossRequest: \(asked.text) has no loss")
        }
        let decision = try Resolution.crossentropy(facts, rule: request.rule)
        let loss = decision.loss(labelSmoothing: smoothing, reduction: reduction)
        guard smoothing == 0 || loss.labels == .likePredictions else {
          throw TrainingError.argument(
            "crossentropy's label smoothing", found: "\(smoothing)",
            wanted: "0 with class indices, as Keras has none there; or one-hot labels")
        }
        losses.append(loss)
        lines.append(
          .init(
            key: key, asked: asked.text, became: "\(decision)", because: decision.because,
            warnings: decision.warnings))
        facts.loss = loss.identity
        facts.fromLogits = loss.fromLogits
      }
      warnings += Resolution.contradictions(facts)

      guard index == 0 else { continue }
      for metric in request.metrics {
        var decision: Decision?
        let made = try metric.resolved(labels: labels.shape, predictions: output.shape) {
          let made = try Resolution.accuracy(facts, rule: request.rule)
          decision = made
          return made.metric()
        }
        metrics.append(made)
        lines.append(.init(made.key, made.metric, decision))
      }
    }
    let keys = uniqueNames(metrics.map(\.key))
    metrics = zip(keys, metrics).map { ($0, $1.metric) }
    for (index, key) in keys.enumerated() { lines[lines.count - keys.count + index].key = key }
    self.losses = losses
    self.metrics = metrics
    warnings += lines.flatMap(\.warnings)
    var seen: Set<String> = []
    explanation = ModelExplanation(
      rule: request.rule, lines: lines, warnings: warnings.filter { seen.insert($0).inserted })
  }
}

extension CompiledModel {
  /// Shows one row of zeros to each built-in metric, so that shapes it cannot take are found before
  /// the first step. A metric of the user's own sees nothing but real batches.
  ///
  /// - Throws: ``MetricError``.
  func tryMetrics(network: Network) throws {
    guard let output = network.outputs.first, let loss = losses.first else { return }
    let labels = loss.labelInput(for: output.shape).node
    for (_, metric) in metrics where metric.isBuiltIn {
      var trial = metric
      try trial.update(
        labels: Tensor(zeros: labels.shape.filled(1), dtype: labels.dtype),
        predictions: Tensor(zeros: output.shape.filled(1)), weights: nil)
    }
  }
}

extension Metric {
  fileprivate var isBuiltIn: Bool {
    MetricCatalog.all.contains { $0.type == Self.self }
  }
}

extension ResolutionFacts {
  /// What an output and its labels show.
  init(output: Node, labels: Tensor, loss: Loss?) {
    self.init(
      output: output.shape, labels: labels.shape.withFirst(Shape.free), labelType: labels.dtype,
      lastActivation: output.activationName.map { LastActivation(kerasName: $0) },
      loss: loss?.identity, fromLogits: loss?.fromLogits, labelFacts: LabelFacts(labels))
  }
}

extension Loss {
  var identity: LossIdentity {
    KerasLoss(kerasName: className).map { .keras($0) } ?? .custom(name)
  }

  /// The class as Swift writes it: `SparseCategoricalCrossentropy(fromLogits: true)`.
  var text: String { className + (fromLogits.map { "(fromLogits: \($0))" } ?? "") }
}
