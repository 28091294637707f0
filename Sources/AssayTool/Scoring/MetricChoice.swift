import Assay

/// The metrics that a run of `score` computes, each with why it is the one.
struct MetricChoice {
  /// One metric, under its key.
  struct Chosen {
    let key: String
    let metric: any Metric
    var because: [String] = []
  }

  let facts: ScoreFacts
  let rule: ResolutionRule

  /// The metrics asked for, or the set that fits.
  ///
  /// - Throws: ``ResolutionError``, ``MetricError``, ``ToolError``.
  func metrics(names: [String], kerasMetrics: [String]) throws -> [Chosen] {
    var chosen = try names.flatMap { try metrics(named: $0) }
    chosen += try kerasMetrics.map(keras)
    if chosen.isEmpty { chosen = try fittingSet() }
    let keys = uniqueNames(chosen.map(\.key))
    var memory = MetricMemory()
    for (metric, key) in zip(chosen, keys) { try memory.add(metric.metric, key: key) }
    return zip(chosen, keys).map { Chosen(key: $1, metric: $0.metric, because: $0.because) }
  }

  private func metrics(named text: String) throws -> [Chosen] {
    let asked = try MetricText(text)
    switch asked.name == "Accuracy" ? "" : asked.name.lowercased() {
    case "accuracy", "acc": return [try resolved(.accuracy, key: asked.name)]
    case "crossentropy", "ce": return [try resolved(.crossentropy, key: asked.name)]
    default: break
    }
    // The class Accuracy is no string of Keras's, but its own name says which is meant.
    let known = MetricCatalog.all.first {
      $0.strings.contains(asked.name) || $0.className == asked.name
    }
    guard let entry = known else {
      throw ToolError.usage(
        KerasName.unknown(
          "metric", asked.name, among: MetricCatalog.all.flatMap(\.strings),
          suchAs: "accuracy, precision, auc-exact"))
    }
    return [
      Chosen(key: asked.name, metric: try made(entry.className, asked.arguments))
    ]
  }

  /// A metric in Keras's serialised form.
  private func keras(_ text: String) throws -> Chosen {
    let serialised = try KerasSerialised(text)
    let name = serialised.configuration["name"]
    let metric = try made(serialised.className, serialised.configuration)
    if case .text(let key) = name { return Chosen(key: key, metric: metric) }
    return Chosen(key: type(of: metric).name, metric: metric)
  }

  private func made(_ className: String, _ arguments: [String: MetricArgument]) throws
    -> any Metric
  {
    if rule != .assay, KerasMetric.classNames.contains(className) {
      return try KerasMetric(className: className, configuration: arguments)
    }
    guard let entry = MetricCatalog.entry(class: className) else {
      throw MetricError.unknownName(className, known: MetricCatalog.all.map(\.className))
    }
    return try entry.make(arguments)
  }

  /// What `accuracy` or `crossentropy` is here.
  private func resolved(_ question: Resolution.Question, key: String) throws -> Chosen {
    let decision = try Resolution.decide(question, facts.resolution, rule)
    var arguments: [String: MetricArgument] = [:]
    for entry in decision.config.entries {
      switch entry.value {
      case .bool(let value): arguments[entry.key] = .bool(value)
      case .number(let value): arguments[entry.key] = .number(value)
      }
    }
    return Chosen(
      key: key, metric: try made(decision.className, arguments),
      because: decision.because + facts.because + decision.warnings)
  }

  /// The set for labels and predictions like these.
  private func fittingSet() throws -> [Chosen] {
    let hasScores = facts.kind != .regression && facts.kind != .classIDs
    let why = [facts.kindReason] + (hasScores ? facts.because : [])
    func chosen(_ text: String) throws -> [Chosen] {
      try metrics(named: text).map {
        Chosen(key: $0.key, metric: $0.metric, because: $0.because.isEmpty ? why : $0.because)
      }
    }
    return try set(for: facts.kind).flatMap(chosen)
  }

  private func set(for kind: ScoreFacts.Kind) -> [String] {
    let logits = facts.areLogits ? "[from_logits=true]" : ""
    switch kind {
    case .binary:
      return [
        "accuracy", "precision\(logits)", "recall\(logits)", "auc-exact", "average-precision",
        "binary_crossentropy\(logits)",
      ] + (facts.areLogits ? [] : ["calibration-error"])
    case .classScores:
      return ["accuracy", "balanced-accuracy", "multiclass-f-beta[average=macro]", "mcc"]
        + (facts.isSparse ? ["log-loss\(logits)"] : [])
        + (facts.areLogits ? [] : ["calibration-error"])
    case .classIDs:
      return [
        "Accuracy", "balanced-accuracy", "multiclass-f-beta[average=macro]", "mcc", "cohen-kappa",
      ]
    case .multiLabel:
      return ["accuracy", "precision\(logits)", "recall\(logits)", "binary_crossentropy\(logits)"]
    case .regression:
      return ["mse", "root_mean_squared_error", "mae", "mean-bias-error", "r2_score"]
    }
  }
}
