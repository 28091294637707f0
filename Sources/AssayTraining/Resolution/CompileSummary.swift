import AssayCore
import AssayMetrics
import AssayModel

/// What a model was compiled with, in words, before any data are seen.
package struct CompileSummary {
  /// One output with its loss and metrics.
  package struct Output {
    package let name: String
    package let shape: Shape
    /// The activation that gives it; `nil` where it is not known.
    package let activation: String?
    /// The loss as it was asked for; `nil` where there is none.
    package let loss: String?
    package let weight: Double?
    package let metrics: [Metric]
  }

  /// One metric of an output.
  package struct Metric {
    package let name: String
    package let isWeighted: Bool
    /// What it will be for labels of each shape that the loss allows, with the reasons; what is not to be
    /// resolved has none.
    package let resolutions: [(labels: Shape, result: Result<Decision, ResolutionError>)]
  }

  /// Keras's name of the optimizer's class.
  package let optimizer: String
  package let learningRate: Double
  package let rule: ResolutionRule
  package let outputs: [Output]
}

extension Model {
  /// What the model was compiled with; `nil` where it was not.
  ///
  /// - Throws: ``ModelError`` for a mistake in the graph.
  package func compileSummary() throws -> CompileSummary? {
    guard let request else { return nil }
    let network = try network()
    let outputs = try network.outputs.enumerated().map { index, node in
      let loss = try request.losses[index].known()
      func metric(_ metric: MetricRequest, _ isWeighted: Bool) -> CompileSummary.Metric {
        CompileSummary.Metric(
          name: metric.key ?? metric.shownName, isWeighted: isWeighted,
          resolutions: metric.word.map { word in
            labelShapes(node.shape, loss).map { labels in
              let facts = ResolutionFacts(
                output: node.shape, labels: labels,
                lastActivation: node.activationName.map { LastActivation(kerasName: $0) },
                loss: loss?.identity, fromLogits: loss?.fromLogits)
              return (
                labels,
                Result { () throws(ResolutionError) in
                  try Resolution.decide(word, facts, request.rule)
                }
              )
            }
          } ?? [])
      }
      let isNothing = request.losses[index].isNothing
      return CompileSummary.Output(
        name: network.outputNames[index], shape: node.shape, activation: node.activationName,
        loss: isNothing ? nil : loss?.text ?? request.losses[index].text,
        weight: request.lossWeights?[index],
        metrics: request.metrics[index].map { metric($0, request.weighsMetrics) }
          + request.weightedMetrics[index].map { metric($0, true) })
    }
    return CompileSummary(
      optimizer: type(of: request.optimizer).className, learningRate: learningRate,
      rule: request.rule, outputs: outputs)
  }

  /// The shapes that labels of an output may have.
  private func labelShapes(_ output: Shape, _ loss: Loss?) -> [Shape] {
    if let loss { return [loss.labelShapes(for: output)[0]] }
    let indices = Shape(output.dropLast())
    return output.lastSize == 1 || output.count < 2 ? [output] : [indices, output]
  }

  /// What an output and the labels of data show, output by output, for those that have labels.
  ///
  /// - Throws: ``TrainingError``.
  package func resolutionFacts(
    labels: [Tensor], of outputs: [String]
  ) throws -> [(output: String, facts: ResolutionFacts)] {
    let network = try network()
    return try zip(outputs, labels).map { name, labels in
      guard let index = network.outputNames.firstIndex(of: name) else {
        throw TrainingError.unknownOutput(
          argument: "outputs", name: name, outputs: network.outputNames)
      }
      return (
        name,
        ResolutionFacts(
          output: network.outputs[index], labels: labels, loss: try request?.losses[index].known())
      )
    }
  }

  /// Whether the labels of the first output are rows of zeros and a one, as far as its loss says.
  package var takesOneHotLabels: Bool {
    guard let request, let output = try? network().outputs.first else { return false }
    let loss = try? request.losses.first?.known()
    return loss?.labels == .likePredictions && output.shape.lastSize > 1
  }
}

extension MetricRequest {
  /// What a metric without a key of its own is called.
  fileprivate var shownName: String {
    let resolved = try? resolved(labels: [Shape.free], predictions: [Shape.free, 2]) { _ in
      Accuracy()
    }
    return resolved?.key ?? "a metric"
  }
}

extension Model {
  /// The name and shape of every output.
  package func outputShapes() throws -> [(name: String, shape: Shape)] {
    let network = try network()
    return zip(network.outputNames, network.outputs).map { ($0, $1.shape) }
  }
}
