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
  func compiledModel() throws -> Model {
    let made = try architecture()
    let losses = try perOutput(compile["loss"], "loss").map { try Self.loss($0) }
    let metrics = try perOutput(compile["metrics"], "metrics").map { try Self.metrics($0) }
    for later in ["loss_weights", "weighted_metrics"] where compile[later] != nil {
      throw Unknown(word: later)
    }
    guard metrics.dropFirst().allSatisfy(\.isEmpty) else { throw Unknown(word: "metrics") }
    try made.compile(
      optimizer: Self.optimizer(compile["optimizer"] ?? .none), losses: losses,
      metrics: metrics.first ?? [])
    #expect(made.weightNames == initialWeights.map { $0.name ?? "" })
    try made.setWeights(initialWeights.map(\.tensor))
    return made
  }

  /// Trains as Keras was asked to.
  func run(_ model: Model, callbacks: [any Callback] = []) throws -> History {
    for later in [
      "steps_per_epoch", "validation_steps", "validation_freq", "validation_batch_size",
    ]
    where fit[later] != nil {
      throw Unknown(word: later)
    }
    guard classWeight == nil else { throw Unknown(word: "class_weight") }
    return try model.fit(
      dataset(data), batchSize: batchSize, epochs: Int(fit["epochs"]?.number ?? 1),
      validation: validation(), shuffle: false, callbacks: callbacks,
      initialEpoch: Int(fit["initial_epoch"]?.number ?? 0), progress: .silent)
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
    guard rows.sampleWeight == nil else { throw Unknown(word: "sample_weight") }
    return try Dataset(inputs: [rows.x.tensor], labels: rows.y.tensors(model.outputs))
  }

  private func architecture() throws -> Model {
    var symbols: [String: Symbol] = [:]
    for input in model.inputs {
      symbols[input.name] =
        input.shape.count == 1
        ? Input(input.shape[0], name: input.name, dtype: input.dtype)
        : Input(input.shape[0], input.shape[1], name: input.name, dtype: input.dtype)
    }
    var last = model.inputs[0].name
    for entry in model.layers {
      let name = entry["name"]?.word ?? ""
      var sources = [last]
      if case .list(let names)? = entry["from"] { sources = names.compactMap(\.word) }
      symbols[name] = try Self.layer(entry, name: name)(sources.compactMap { symbols[$0] })
      last = name
    }
    return Model(
      inputs: model.inputs.compactMap { symbols[$0.name] },
      outputs: model.outputs.compactMap { symbols[$0] })
  }

  /// What is asked of each output, of one entry for all, a list in their order, or a dictionary.
  private func perOutput(_ asked: Asked?, _ argument: String) throws -> [Asked] {
    let outputs = model.outputs
    guard let asked else { return outputs.map { _ in .none } }
    if outputs.count == 1 { return [asked] }
    switch asked {
    case .list(let entries) where entries.count == outputs.count: return entries
    case .members where asked.kind == nil: return outputs.map { asked[$0] ?? .none }
    case .word, .members: return outputs.map { _ in asked }
    default: throw Unknown(word: argument)
    }
  }
}

// The words.

extension TrainingCase {
  private static func layer(_ asked: Asked, name: String) throws -> Layer {
    switch asked.kind {
    case "Dense":
      try asked.expect(only: "units", "activation")
      guard let activation = Activation.named[asked.word("activation") ?? "linear"] else {
        throw Unknown(word: asked.word("activation") ?? "")
      }
      return Dense(Int(asked.number("units") ?? 0), activation: activation, name: name)
    case "Flatten": return Flatten(name: name)
    default: throw Unknown(word: asked.kind ?? "")
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
