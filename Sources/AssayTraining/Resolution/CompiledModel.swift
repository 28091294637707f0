import AssayCore
import AssayData
import AssayMetrics
import AssayModel

/// What `compile` was asked for, output by output.
struct CompileRequest {
  var optimizer: any Optimizer
  var losses: [LossRequest]
  /// What each loss counts in the total; `nil` where nothing was said.
  var lossWeights: [Double]?
  var metrics: [[MetricRequest]]
  var weightedMetrics: [[MetricRequest]]
  /// Whether the plain metrics are weighted too.
  var weighsMetrics: Bool
  var rule: ResolutionRule
  var threads: Int
  /// The steps that callbacks hear of at once.
  var stepsPerExecution = 1
}

/// A metric of one output, by its key in logs, with nothing counted.
struct CompiledMetric {
  var key: String
  let output: Int
  let isWeighted: Bool
  let metric: any Metric
}

/// What those requests became once the labels were seen: concrete losses and metrics, and the reasons.
struct CompiledModel {
  /// One for each output; `nil` where it has none.
  let losses: [Loss?]
  /// The key of each output's loss, where the model has several losses.
  let lossKeys: [String?]
  let lossWeights: [Double]?
  let metrics: [CompiledMetric]
  /// The keys of what layers report.
  let reportKeys: [String]
  let rule: ResolutionRule
  private let lines: [ExplanationLine]
  private let warnings: [String]

  /// Resolves every request once, from the network and the first data.
  ///
  /// - Parameters:
  ///   - labels: for each output, `nil` where the data have none.
  /// - Throws: ``TrainingError``, ``ResolutionError`` and ``MetricError``.
  init(_ request: CompileRequest, network: Network, labels: [Tensor?], data: String) throws {
    let names = network.outputNames
    let isSingle = names.count == 1
    var losses: [Loss?] = []
    var metrics: [CompiledMetric] = []
    var weighted: [CompiledMetric] = []
    var lossLines: [ExplanationLine] = []
    var metricLines: [ExplanationLine] = []
    var weightedLines: [ExplanationLine] = []
    var warnings: [String] = []
    var memory = MetricMemory()
    for (index, output) in network.outputs.enumerated() {
      let asked = request.losses[index]
      let wantsMetrics =
        !request.metrics[index].isEmpty || !request.weightedMetrics[index].isEmpty
      guard let found = labels[index] else {
        guard asked.isNothing, !wantsMetrics else {
          throw TrainingError.noLabels(data: data, output: names[index])
        }
        losses.append(nil)
        continue
      }
      var facts = ResolutionFacts(output: output, labels: found, loss: try asked.known())
      let shapes = "labels \(facts.labels) \(found.dtype) against output \(facts.output)"
      let (loss, decision) = try asked.resolved(&facts, rule: request.rule)
      losses.append(loss)
      if let loss {
        lossLines.append(
          ExplanationLine(
            key: isSingle ? "loss" : "\(names[index])_loss",
            asked: decision.map { _ in asked.text },
            became: decision.map { "\($0)" } ?? loss.text, because: decision?.because ?? [shapes],
            elsewhere: decision.map { Elsewhere(.crossentropy, facts, $0, request.rule) } ?? nil,
            warnings: decision?.warnings ?? [], output: index, isLoss: true, isWeighted: true))
      }
      warnings += Resolution.contradictions(facts)
      let prefix = isSingle ? "" : "\(names[index])_"
      for (requests, isWeighted) in [
        (request.metrics[index], false), (request.weightedMetrics[index], true),
      ] {
        for metric in requests {
          var decision: Decision?
          let made = try metric.resolved(labels: found.shape, predictions: output.shape) {
            let made = try Resolution.decide($0, facts, request.rule)
            decision = made
            return made.metric(for: $0)
          }
          try memory.add(made.metric, key: made.key)
          let one = CompiledMetric(
            key: prefix + made.key, output: index, isWeighted: isWeighted || request.weighsMetrics,
            metric: made.metric)
          let elsewhere =
            if let word = metric.word, let decision {
              Elsewhere(word, facts, decision, request.rule)
            } else { Elsewhere?.none }
          let line = ExplanationLine(one, asked: made.key, decision, shapes, elsewhere)
          if isWeighted {
            weighted.append(one)
            weightedLines.append(line)
          } else {
            metrics.append(one)
            metricLines.append(line)
          }
        }
      }
    }
    if losses.allSatisfy({ $0 == nil }), network.losses.isEmpty,
      !network.store.parameters.contains(where: { $0.regularizer != nil })
    {
      throw TrainingError.nothingToTrain(outputs: names)
    }
    let isOneLoss = losses.count { $0 != nil } < 2
    lossKeys = zip(names, losses).map { isOneLoss || $1 == nil ? nil : "\($0)_loss" }
    var taken = FreeNames(taken: Set(["loss"] + lossKeys.compactMap { $0 }))
    let keys = try CompiledModel.keys(
      metrics, weighted, prefixes: names.map { isSingle ? "" : "\($0)_" }, &taken)
    reportKeys = uniqueNames(network.reports.map(\.name))
    for key in reportKeys where taken.take(key) != key {
      throw TrainingError.keyTaken(key: key, by: "what a layer reports")
    }
    metrics += weighted
    metricLines += weightedLines
    for index in keys.indices {
      metrics[index].key = keys[index]
      metricLines[index].key = keys[index]
    }
    self.losses = losses
    self.metrics = metrics
    lossWeights = request.lossWeights
    rule = request.rule
    if isOneLoss, let index = lossLines.indices.first { lossLines[index].key = "loss" }
    lines = lossLines + metricLines
    self.warnings =
      warnings + lines.flatMap(\.warnings)
      + network.droppedMasks.map {
        "\($0) does not pass the mask of its input on: what comes after it counts padding too"
      }
  }

  /// The keys in logs by Keras's rule: `mse`, `mse_1`; a weighted one whose name is taken is
  /// `weighted_mse`.
  private static func keys(
    _ metrics: [CompiledMetric], _ weighted: [CompiledMetric], prefixes: [String],
    _ taken: inout FreeNames
  ) throws -> [String] {
    for metric in metrics + weighted where !taken.isFree(metric.key) {
      throw MetricError.reservedKey(metric.key)
    }
    return metrics.map { taken.take($0.key) }
      + weighted.map { metric in
        if taken.isFree(metric.key) { return taken.take(metric.key) }
        let prefix = prefixes[metric.output]
        return taken.take(prefix + "weighted_" + metric.key.dropFirst(prefix.count))
      }
  }

  /// What everything became, for data weighted so.
  func explanation(weighting: Weighting, network: Network) -> ModelExplanation {
    var seen: Set<String> = []
    let firstMetric = lines.count - metrics.count
    return ModelExplanation(
      rule: rule,
      lines: penaltyLines(network)
        + lines.enumerated().map { index, line in
          let isMasked = network.outputs[line.output].mask != nil
          return line.public(
            weighting: weighting, factor: line.isLoss ? lossWeights?[line.output] : nil,
            reduction: line.isLoss ? losses[line.output]?.reduction : nil,
            masking: !isMasked
              ? .none
              : index >= firstMetric && ignoresMask(metrics[index - firstMetric].metric)
                ? .ignored : .counted)
        } + reportLines(network), warnings: warnings.filter { seen.insert($0).inserted })
  }

  /// What is added to the loss besides those of the outputs.
  private func penaltyLines(_ network: Network) -> [ModelExplanation.Line] {
    let regularized = zip(network.parameterNames, network.store.parameters).compactMap {
      name, parameter in parameter.regularizer.map { "the \($0.name) penalty of \(name)" }
    }
    let added = network.lossLayers.map { "what \($0) adds" }
    guard !added.isEmpty || !regularized.isEmpty else { return [] }
    return [
      ModelExplanation.Line(
        key: "loss", asked: nil, became: "the sum of the losses and of",
        because: added + regularized, warnings: [])
    ]
  }

  /// What layers report.
  private func reportLines(_ network: Network) -> [ModelExplanation.Line] {
    zip(reportKeys, zip(network.reports, network.reportLayers)).map { key, reported in
      let (report, layer) = reported
      let over =
        report.aggregation == .sum
        ? "added up over the epoch"
        : report.value.shape.isEmpty
          ? "averaged over batches, each counting once whatever its size"
          : "averaged over the elements of \(report.value.shape)"
      return ModelExplanation.Line(
        key: key, asked: nil, became: "a figure that \(layer) reports",
        because: [over + "; weights and masks are the layer's own affair"], warnings: [])
    }
  }

  /// Whether Keras 3, where its rule is asked for, shows padding to this metric: it masks means of values
  /// alone.
  func ignoresMask(_ metric: any Metric) -> Bool {
    rule == .keras3 && !metric.averagesKerasValues
  }
}

extension LossRequest {
  /// The loss this is for an output, and why where that had to be decided; `nil` for none. The facts
  /// learn of the loss.
  fileprivate func resolved(
    _ facts: inout ResolutionFacts, rule: ResolutionRule
  ) throws -> (Loss?, Decision?) {
    if let known = try known() { return (known, nil) }
    guard case .crossentropy(let smoothing, let reduction) = kind else { return (nil, nil) }
    let decision = try Resolution.crossentropy(facts, rule: rule)
    let loss = decision.loss(labelSmoothing: smoothing, reduction: reduction)
    guard smoothing == 0 || loss.labels == .likePredictions else {
      throw TrainingError.argument(
        "crossentropy's label smoothing", found: "\(smoothing)",
        wanted: "0 with class indices, as Keras has none there; or one-hot labels")
    }
    facts.loss = loss.identity
    facts.fromLogits = loss.fromLogits
    return (loss, decision)
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
