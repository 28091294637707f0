import AssayCore
import AssayMetrics
import AssayModel

/// What a model was compiled with, as Keras keeps it: `compile_config`.
///
///     let compiled = try KerasCompile(reading: config["compile_config"])
///     compiled.optimizer        // Adam(learningRate: 0.001)
///     try compiled.json()       // what Keras reads
package struct KerasCompile {
  package var optimizer: (any Optimizer)?
  /// The name that the file gives the optimizer.
  private var optimizerName: JSON?
  package var losses: LossStructure
  package var lossWeights: KerasStructure<Double>
  package var metrics: MetricStructure
  package var weightedMetrics: MetricStructure
  package var runEagerly: Bool
  /// Whether Keras compiles the steps; `nil` leaves it to Keras.
  package var jitCompile: Bool?
  package var stepsPerExecution: Int
  /// What else is there, `auto_scale_loss`: kept as it is.
  package var others: [JSON.Member]

  package init(
    optimizer: (any Optimizer)?, losses: LossStructure = .nothing,
    lossWeights: KerasStructure<Double> = .nothing, metrics: MetricStructure = .nothing,
    weightedMetrics: MetricStructure = .nothing, runEagerly: Bool = false,
    jitCompile: Bool? = nil, stepsPerExecution: Int = 1, others: [JSON.Member] = []
  ) {
    self.optimizer = optimizer
    self.losses = losses
    self.lossWeights = lossWeights
    self.metrics = metrics
    self.weightedMetrics = weightedMetrics
    self.runEagerly = runEagerly
    self.jitCompile = jitCompile
    self.stepsPerExecution = stepsPerExecution
    self.others = others
  }

  /// Reads a `compile_config`.
  ///
  /// - Throws: ``KerasFileError`` for what Assay does not have.
  package init(reading json: JSON) throws {
    try self.init(json, "compile_config", optimizer: "optimizer")
  }

  /// Reads the `training_config` of an HDF5 file, by Keras 2 or 3.
  ///
  /// - Throws: ``KerasFileError`` for what Assay does not have.
  package init(keras2 json: JSON) throws {
    try self.init(json, "training_config", optimizer: "optimizer_config")
  }

  private init(_ json: JSON, _ place: String, optimizer key: String) throws {
    let config = try KerasConfig(place, json)
    func structure<Value>(
      _ name: String, depth: Int, _ read: (JSON) throws -> Value
    ) throws -> KerasStructure<Value> {
      do {
        return try KerasStructure(
          config.value(name) ?? .null, depth: depth, argument: name, read: read)
      } catch let error as KerasFileError {
        throw error.inside(place)
      }
    }
    do {
      optimizer = try config.known(key).map { try KerasOptimizers.read($0) }
      optimizerName = config.known(key)?["config"]?["name"]
    } catch let error as KerasFileError {
      throw error.inside(place)
    }
    losses = try structure("loss", depth: 1) { try KerasLosses.read($0) }
    lossWeights = try structure("loss_weights", depth: 1) { json in
      guard let weight = KerasConfig.number(json), weight.isFinite else {
        throw KerasFileError(found: json.line(.words), wanted: "a finite number")
      }
      return weight
    }
    metrics = try structure("metrics", depth: 2) { try KerasMetrics.read($0) }
    weightedMetrics = try structure("weighted_metrics", depth: 2) { try KerasMetrics.read($0) }
    runEagerly = try config.bool("run_eagerly", false)
    jitCompile =
      config.known("jit_compile") == "auto" || config.known("jit_compile") == nil
      ? nil : try config.bool("jit_compile", false)
    stepsPerExecution = try config.int("steps_per_execution", 1, in: 1...KerasConfig.largest)
    let known: Set<String> = [
      key, "loss", "loss_weights", "metrics", "weighted_metrics", "run_eagerly", "jit_compile",
      "steps_per_execution", "sample_weight_mode",
    ]
    guard case .object(let members) = json else {
      others = []
      return
    }
    others = members.filter { !known.contains($0.name) }
  }

  /// The `compile_config` that Keras 3.15 writes for it.
  ///
  /// - Parameters:
  ///   - currentRate: the rate that training has arrived at; that of the optimizer by default.
  /// - Throws: ``KerasFileError`` for what Keras does not have: the losses, metrics, rules and schedules
  ///   of one's own.
  package func json(currentRate: Double? = nil) throws -> JSON {
    let optimizer = try optimizer.map {
      try KerasOptimizers.write($0, currentRate: currentRate, name: optimizerName)
    }
    let members: [JSON.Member] = [
      .init("optimizer", optimizer ?? .null),
      .init("loss", try losses.json(argument: "loss") { try KerasLosses.write($0) }),
      .init(
        "loss_weights", try lossWeights.json(argument: "loss_weights") { .number($0) }),
      .init("metrics", try metrics.json(argument: "metrics") { try KerasMetrics.write($0) }),
      .init(
        "weighted_metrics",
        try weightedMetrics.json(argument: "weighted_metrics") { try KerasMetrics.write($0) }),
      .init("run_eagerly", .bool(runEagerly)),
      .init("steps_per_execution", .integer(stepsPerExecution)),
      .init("jit_compile", jitCompile.map { .bool($0) } ?? "auto"),
    ]
    return .object(members + others)
  }
}
