import AssayMetrics
import AssayModel

extension Model {
  /// Compiles the model again with some things other than before, such as a model that came from a file.
  ///
  ///     try model.recompile(optimizer: Adam(learningRate: 1e-4))
  ///
  /// What is `nil` stays as it was. An optimizer that came from a file goes on with its state there,
  /// unless there is another or the model has been trained since: then it begins anew. Metrics that are
  /// given take the place of all, also of weighted ones.
  ///
  /// - Throws: as `compile`; ``TrainingError/notCompiled(_:)`` where the model never was and there is no
  ///   loss.
  public func recompile(
    optimizer: (any Optimizer)? = nil, loss: LossRequest? = nil, metrics: MetricRequests? = nil,
    rule: ResolutionRule? = nil, threads: Int? = nil
  ) throws {
    guard let request else {
      guard let loss else { throw TrainingError.notCompiled("training") }
      return try compile(
        optimizer: optimizer ?? RMSprop(), loss: loss, metrics: metrics ?? [],
        rule: rule ?? .assay, threads: threads)
    }
    var other = request
    let outputs = try network().outputNames
    if let optimizer {
      try optimizer.validate()
      other.optimizer = optimizer
    }
    if let loss {
      other.losses = try loss.assigned(to: outputs)
      for loss in other.losses { _ = try loss.known() }
    }
    if let metrics {
      other.metrics = try metrics.assigned(to: outputs, argument: "metrics")
      other.weightedMetrics = outputs.map { _ in [] }
    }
    if let rule { other.rule = rule }
    if let threads {
      try check("threads", threads, atLeast: 1)
      other.threads = min(threads, 1024)
    }
    adopt(
      other, keepsOptimizer: optimizer == nil, keepsFigures: loss == nil && metrics == nil)
  }

  /// Whether `compile` was called, or a file had a compile configuration.
  public var isCompiled: Bool { request != nil }
}
