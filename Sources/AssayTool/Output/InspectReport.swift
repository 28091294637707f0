import Assay

/// What `inspect` prints.
struct InspectReport {
  private let summary: String
  private let layers: [LayerSummary]
  private let inputs: [ModelSignature.Input]
  private let outputs: [(name: String, shape: Shape)]
  private let compiled: CompileSummary?
  private let width: Int

  /// - Throws: what is wrong with the model.
  init(_ model: Model, width: Int) throws {
    summary = try model.summary(lineLength: width)
    layers = model.layerSummaries
    inputs = try model.signature(labels: false).inputs
    outputs = try model.outputShapes()
    compiled = try model.compileSummary()
    self.width = width
  }

  var table: String {
    let names = (inputs.map(\.name) + outputs.map(\.name)).map { $0.printable() }
    let column = names.map(\.count).max().map { $0 + 2 } ?? 2
    var lines = [summary, ""]
    for input in inputs {
      let shape = Shape([Shape.free] + Array(input.shape))
      lines.append("input   \(input.name.printable().padded(to: column))\(shape) \(input.dtype)")
    }
    for output in outputs {
      lines.append("output  \(output.name.printable().padded(to: column))\(output.shape)")
    }
    return (lines + [""] + compileLines).joined(separator: "\n")
  }

  private var compileLines: [String] {
    guard let compiled else { return ["not compiled: train it with --loss NAME"] }
    let rate = compiled.learningRate.isNaN ? "" : ", learning rate \(compiled.learningRate)"
    var lines = ["optimizer  \(compiled.optimizer)\(rate)"]
    for output in compiled.outputs {
      let name = compiled.outputs.count == 1 ? "" : "\(output.name.printable()): "
      let weight = output.weight.map { ", counts \($0) times" } ?? ""
      lines.append("loss       \(name)\(output.loss ?? "none")\(weight)")
      for metric in output.metrics { lines += metricLines(metric, name) }
    }
    return lines
  }

  private func metricLines(_ metric: CompileSummary.Metric, _ prefix: String) -> [String] {
    let weighted = metric.isWeighted ? " (weighted)" : ""
    var lines = ["metric     \(prefix)\(metric.name.printable())\(weighted)"]
    for (labels, result) in metric.resolutions {
      switch result {
      case .success(let decision):
        lines.append("             with labels \(labels): \(decision)")
        lines += (decision.because + decision.warnings.map { "warning: \($0)" }).flatMap {
          Paragraph("- \($0)", indent: 15, hanging: 17, width: width).lines
        }
      case .failure(let error):
        lines +=
          Paragraph(
            "with labels \(labels): \(error)", indent: 13, hanging: 15, width: width
          ).lines
      }
    }
    return lines
  }

  /// `{"inputs": […], "outputs": […], "layers": […], "parameters": N, "compile": {…} or null}`.
  var json: JSON {
    .object([
      .init(
        "inputs",
        .array(
          inputs.map {
            .object([
              .init("name", .string($0.name)),
              .init("shape", InspectReport.json(Shape([Shape.free] + Array($0.shape)))),
              .init("dtype", .string("\($0.dtype)")),
            ])
          })),
      .init(
        "outputs",
        .array(
          outputs.map {
            .object([
              .init("name", .string($0.name)), .init("shape", InspectReport.json($0.shape)),
            ])
          })),
      .init(
        "layers",
        .array(
          layers.map {
            .object([
              .init("name", .string($0.name)), .init("class_name", .string($0.className)),
              .init("inputs", .array($0.inputNames.map { .string($0) })),
              .init("output_shape", InspectReport.json($0.outputShape)),
              .init("parameters", .integer($0.parameterCount)),
            ])
          })),
      .init("parameters", .integer(layers.reduce(0) { $0 + $1.parameterCount })),
      .init("compile", compiled.map(InspectReport.json) ?? .null),
    ])
  }

  /// A shape with `null` for the free axis.
  private static func json(_ shape: Shape) -> JSON {
    .array(shape.map { $0 == Shape.free ? .null : .integer($0) })
  }

  private static func json(_ compiled: CompileSummary) -> JSON {
    .object([
      .init("optimizer", .string(compiled.optimizer)),
      .init("learning_rate", .number(compiled.learningRate)),
      .init("rule", .string(compiled.rule.rawValue)),
      .init(
        "outputs",
        .array(
          compiled.outputs.map { output in
            .object([
              .init("name", .string(output.name)),
              .init("loss", output.loss.map { .string($0) } ?? .null),
              .init("metrics", .array(output.metrics.map(json))),
            ])
          })),
    ])
  }

  private static func json(_ metric: CompileSummary.Metric) -> JSON {
    .object([
      .init("name", .string(metric.name)), .init("weighted", .bool(metric.isWeighted)),
      .init(
        "resolves",
        .array(
          metric.resolutions.map { labels, result in
            var members = [JSON.Member("labels", json(labels))]
            switch result {
            case .success(let decision):
              members.append(.init("becomes", .string("\(decision)")))
              members.append(.init("because", .array(decision.because.map { .string($0) })))
            case .failure(let error): members.append(.init("error", .string("\(error)")))
            }
            return .object(members)
          })),
    ])
  }
}
