import AssayCore
import AssayData
import AssayMetrics
import AssayModel
import AssayTraining
import Testing

// From what Keras was given to what Assay is given. An argument that is not known here is thrown, never
// passed over.

extension TrainingCase {
  /// The compiled model with the first weights.
  func compiledModel(rule: ResolutionRule? = nil) throws -> Model {
    let made = try architecture()
    let weights = compile["loss_weights"]
    try made.compile(
      optimizer: Self.optimizer(compile["optimizer"] ?? .none),
      loss: Self.losses(compile["loss"] ?? .none),
      lossWeights: weights.map { try Self.lossWeights($0) },
      metrics: metrics(compile["metrics"]), weightedMetrics: metrics(compile["weighted_metrics"]),
      rule: rule ?? (self.rule == "keras3" ? .keras3 : .assay))
    #expect(made.weightNames == initialWeights.map { $0.name ?? "" })
    try made.setWeights(initialWeights.map(\.tensor))
    return made
  }

  /// Trains as Keras was asked to.
  func run(_ model: Model, callbacks: [any Callback] = []) throws -> History {
    return try model.fit(
      dataset(data), batchSize: fit["batch_size"]?.integer, epochs: fit["epochs"]?.integer ?? 1,
      validation: validation(), shuffle: false, classWeights: classWeights(), callbacks: callbacks,
      initialEpoch: fit["initial_epoch"]?.integer ?? 0,
      stepsPerEpoch: fit["steps_per_epoch"]?.integer,
      validationSteps: fit["validation_steps"]?.integer,
      validationBatchSize: fit["validation_batch_size"]?.integer,
      validationFrequency: frequency, progress: .silent)
  }

  /// What each class counts, by its index.
  func classWeights() throws -> ClassWeights? {
    guard let classWeight else { return nil }
    return .all(
      try Dictionary(
        uniqueKeysWithValues: classWeight.map { name, weight in
          guard let index = Int(name) else { throw Unknown(word: name) }
          return (index, weight)
        }))
  }

  private var frequency: ValidationFrequency {
    guard let asked = fit["validation_freq"] else { return 1 }
    return asked.integer.map { .init(every: $0) }
      ?? .init(epochs: Set(asked.numbers.map { Int($0) }))
  }

  /// The rows trained on; a share that is cut off for validation counts among them in `evaluate`.
  var training: Dataset { get throws { try dataset(data) } }

  /// Keras's size where none was asked for.
  var batchSize: Int { Int(fit["batch_size"]?.number ?? 32) }

  private func validation() throws -> Validation {
    if let share = fit["validation_split"]?.number { return .split(share) }
    return try validationData.map { .data(try dataset($0)) } ?? .none
  }

  private func dataset(_ rows: Rows) throws -> Dataset {
    try Dataset(
      inputs: rows.x.tensors(model.inputs.map(\.name)), labels: rows.y.tensors(model.outputs),
      weights: rows.sampleWeight?.tensors(model.outputs) ?? [])
  }

  private func architecture() throws -> Model {
    var symbols: [String: Symbol] = [:]
    for input in model.inputs {
      symbols[input.name] =
        input.shape.count == 1
        ? Input(input.shape[0], name: input.name, dtype: input.dtype)
        : Input(input.shape[0], input.shape[1], name: input.name, dtype: input.dtype)
    }
    var layers: [String: Layer] = [:]
    var last = model.inputs[0].name
    for entry in model.layers {
      let name = entry["name"]?.word ?? ""
      var sources = [last]
      if case .list(let names)? = entry["from"] { sources = names.compactMap(\.word) }
      let layer = try entry.word("layer").map { layers[$0] } ?? Self.layer(entry, name: name)
      layers[name] = layer
      symbols[name] = layer?(sources.compactMap { symbols[$0] })
      last = name
    }
    return Model(
      inputs: model.inputs.compactMap { symbols[$0.name] },
      outputs: model.outputs.compactMap { symbols[$0] })
  }

  private func metrics(_ asked: Asked?) throws -> MetricRequests {
    switch asked {
    case nil, .some(.none): return []
    case .list(let entries) where model.outputs.count == 1:
      return MetricRequests(try entries.flatMap(Self.metrics))
    case .list(let entries):
      return MetricRequests(
        try entries.map { entry in
          if case .word(let word) = entry { return MetricRequest(word) }
          return .list(try Self.metrics(entry))
        })
    case .members(let members) where asked?.kind == nil:
      return MetricRequests(byOutput: try members.map { ($0, try Self.metrics($1)) })
    default: throw Unknown(word: "metrics")
    }
  }
}

// The words.

extension TrainingCase {
  private static func losses(_ asked: Asked) throws -> LossRequest {
    switch asked {
    case .none: .none
    case .list(let entries): .list(try entries.map { try losses($0) })
    case .members(let members) where asked.kind == nil:
      .byOutput(try members.map { ($0, try losses($1)) })
    default: try loss(asked)
    }
  }

  private static func lossWeights(_ asked: Asked) throws -> LossWeights {
    switch asked {
    case .number(let weight): LossWeights(weight)
    case .list: LossWeights(asked.numbers)
    case .members(let members):
      LossWeights(
        byOutput: try members.mapValues {
          guard let weight = $0.number else { throw Unknown(word: "loss_weights") }
          return weight
        })
    default: throw Unknown(word: "loss_weights")
    }
  }

  private static func loss(_ asked: Asked) throws -> LossRequest {
    if let word = asked.word {
      return Loss.Catalog.loss(named: word).map { .loss($0) } ?? LossRequest(word)
    }
    guard let kind = asked.kind, case .members(let config)? = asked["config"] else {
      throw Unknown(word: asked.kind ?? "loss")
    }
    return .loss(try Loss(kerasClass: kind, config: config.mapValues(\.lossValue)))
  }

  private static func metrics(_ asked: Asked) throws -> [MetricRequest] {
    switch asked {
    case .none: return []
    case .list(let entries): return try entries.flatMap(metrics)
    case .word(let word): return [MetricRequest(word)]
    default:
      guard let kind = asked.kind, let entry = MetricCatalog.entry(class: kind),
        case .members(var config)? = asked["config"]
      else { throw Unknown(word: asked.kind ?? "") }
      config["name"] = nil
      return [.metric(try entry.make(config.mapValues(argument)), key: asked.word("name"))]
    }
  }

  private static func argument(_ asked: Asked) -> MetricArgument {
    switch asked {
    case .none: .null
    case .flag(let flag): .bool(flag)
    case .number(let number): Int(exactly: number).map { .integer($0) } ?? .number(number)
    case .word(let word): .text(word)
    case .list(let parts): .list(parts.map(argument))
    case .members(let members): .object(members.mapValues(argument))
    }
  }
}
