import ArgumentParser
import Assay

/// What a model is measured by in place of what its file says.
struct MeasureOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The loss, by a name of Keras's, in place of the file's; OUTPUT=NAME of several outputs.",
      valueName: "name"),
    completion: .list(KerasLoss.kerasNames + ["crossentropy"]))
  var loss: [String] = []

  @Option(
    name: .customLong("metric"),
    help: ArgumentHelp(
      "A metric, with options in brackets, in place of the file's; may be repeated; OUTPUT=NAME of "
        + "several outputs.", valueName: "name"))
  var metrics: [String] = []

  /// Compiles `model` with what was given.
  ///
  /// - Throws: ``ToolError/usage(_:)`` where there is no loss, and what `compile` throws.
  func apply(
    to model: Model, optimizer: (any Optimizer)? = nil, rule: ResolutionRule?, threads: Int?
  ) throws {
    guard model.isCompiled || !loss.isEmpty else {
      throw ToolError.usage(
        "the model's file says nothing of a loss; wanted --loss, such as --loss crossentropy, and "
          + "--metric for each figure")
    }
    let outputs = model.outputNames
    try model.recompile(
      optimizer: optimizer, loss: lossRequest(outputs), metrics: metricRequests(outputs),
      rule: rule, threads: threads)
  }

  private func lossRequest(_ outputs: [String]) throws -> LossRequest? {
    guard !loss.isEmpty else { return nil }
    let named = try loss.map { try OutputText($0, outputs: outputs) }
    let known = Loss.Catalog.names + ["crossentropy", "ce"]
    for one in named where !known.contains(one.value) {
      throw ToolError.usage(
        "--loss: "
          + KerasName.unknown("loss", one.value, among: known, suchAs: "crossentropy, mse, mae"))
    }
    if let first = named.first, named.count == 1, first.output == nil {
      return LossRequest(first.value)
    }
    // An output that is not named is trained with none.
    return .list(
      try outputs.map { output in
        let found = named.filter { ($0.output ?? outputs[0]) == output }
        guard found.count < 2 else {
          throw ToolError.usage("--loss: two for output '\(output)'; wanted one")
        }
        return found.first.map { LossRequest($0.value) } ?? LossRequest.none
      })
  }

  private func metricRequests(_ outputs: [String]) throws -> MetricRequests? {
    guard !metrics.isEmpty else { return nil }
    let named = try metrics.map { try OutputText($0, outputs: outputs) }
    return MetricRequests(
      perOutput: try outputs.map { output in
        try named.filter { ($0.output ?? outputs[0]) == output }.map { try request($0.value) }
      })
  }

  private func request(_ text: String) throws -> MetricRequest {
    let asked = try MetricText(text)
    guard !asked.arguments.isEmpty else { return MetricRequest(asked.name) }
    guard
      let entry = MetricCatalog.all.first(where: {
        $0.strings.contains(asked.name) || $0.className == asked.name
      })
    else {
      throw ToolError.usage(
        KerasName.unknown(
          "metric", asked.name, among: MetricCatalog.all.flatMap(\.strings),
          suchAs: "accuracy, precision, mae"))
    }
    return .metric(try entry.make(asked.arguments), key: asked.name)
  }
}

/// `VALUE`, or `OUTPUT=VALUE` of one of several outputs.
struct OutputText {
  let output: String?
  let value: String

  /// - Throws: ``ToolError/usage(_:)`` for a model of several outputs where none of them is named.
  init(_ text: String, outputs: [String]) throws {
    if let equals = text.firstIndex(of: "="), outputs.contains(String(text[..<equals])) {
      output = String(text[..<equals])
      value = String(text[text.index(after: equals)...])
      return
    }
    guard outputs.count == 1 else {
      throw ToolError.usage(
        "'\(text)': the model has several outputs; wanted "
          + outputs.map { "\($0)=…" }.joined(separator: ", "))
    }
    output = nil
    value = text
  }
}
