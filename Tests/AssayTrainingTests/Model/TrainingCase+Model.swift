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
  func compiledModel(rule: ResolutionRule = .assay) throws -> Model {
    let made = try architecture()
    let weights = compile["loss_weights"]
    try made.compile(
      optimizer: Self.optimizer(compile["optimizer"] ?? .none),
      loss: Self.losses(compile["loss"] ?? .none),
      lossWeights: weights.map { try Self.lossWeights($0) },
      metrics: metrics(compile["metrics"]), weightedMetrics: metrics(compile["weighted_metrics"]),
      rule: rule)
    #expect(made.weightNames == initialWeights.map { $0.name ?? "" })
    try made.setWeights(initialWeights.map(\.tensor))
    return made
  }

  /// Trains as Keras was asked to.
  func run(_ model: Model, callbacks: [any Callback] = []) throws -> History {
    var classWeights: ClassWeights?
    if let classWeight {
      classWeights = .all(
        try Dictionary(
          uniqueKeysWithValues: classWeight.map { name, weight in
            guard let index = Int(name) else { throw Unknown(word: name) }
            return (index, weight)
          }))
    }
    return try model.fit(
      dataset(data), batchSize: fit["batch_size"]?.integer, epochs: fit["epochs"]?.integer ?? 1,
      validation: validation(), shuffle: false, classWeights: classWeights, callbacks: callbacks,
      initialEpoch: fit["initial_epoch"]?.integer ?? 0,
      stepsPerEpoch: fit["steps_per_epoch"]?.integer,
      validationSteps: fit["validation_steps"]?.integer,
      validationBatchSize: fit["validation_batch_size"]?.integer,
      validationFrequency: frequency, progress: .silent)
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
      inputs: [rows.x.tensor], labels: rows.y.tensors(model.outputs),
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

  private func metrics(_ asked: Asked?) throws -> MetricRequests {
    switch asked {
    case nil, .some(.none): return []
    case .list(let entries) where model.outputs.count == 1:
      return MetricRequests(try entries.flatMap(Self.metrics))
    case .list(let entries):
      return MetricRequests(
        try entries.map { entry in
          if case .list = entry { return .list(try Self.metrics(entry)) }
          return try Self.metrics(entry)[0]
        })
    case .members(let members) where asked?.kind == nil:
      return MetricRequests(byOutput: try members.map { ($0, try Self.metrics($1)) })
    default: throw Unknown(word: "metrics")
    }
  }
}

// The words.

extension TrainingCase {
  private static func layer(_ asked: Asked, name: String) throws -> Layer {
    switch asked.kind {
    case "Dense":
      try asked.expect(
        only: "units", "activation", "kernel_regularizer", "bias_regularizer",
        "activity_regularizer", "kernel_constraint")
      guard let activation = Activation.named[asked.word("activation") ?? "linear"] else {
        throw Unknown(word: asked.word("activation") ?? "")
      }
      return Dense(
        asked.integer("units") ?? 0, activation: activation,
        kernelRegularizer: try regularizer(asked["config"]?["kernel_regularizer"]),
        biasRegularizer: try regularizer(asked["config"]?["bias_regularizer"]),
        activityRegularizer: try regularizer(asked["config"]?["activity_regularizer"]),
        kernelConstraint: try constraint(asked["config"]?["kernel_constraint"]), name: name)
    case "Flatten": return Flatten(name: name)
    case "Masking":
      try asked.expect(only: "mask_value")
      return Masking(maskValue: Float(asked.number("mask_value") ?? 0), name: name)
    case "Embedding":
      try asked.expect(only: "input_dim", "output_dim", "mask_zero")
      return Embedding(
        asked.integer("input_dim") ?? 0, asked.integer("output_dim") ?? 0,
        maskZero: asked.flag("mask_zero"), name: name)
    case "AddsLoss":
      try asked.expect(only: "factor")
      return AddsLoss(factor: Float(asked.number("factor") ?? .nan), name: name)
    case "AddsMetric":
      try asked.expect(only: "metric")
      return AddsMetric(key: asked.word("metric") ?? "", name: name)
    default: throw Unknown(word: asked.kind ?? "")
    }
  }

  private static func regularizer(_ asked: Asked?) throws -> Regularizer? {
    guard let asked else { return nil }
    func factor(_ key: String) -> Float { Float(asked.number(key) ?? 0) }
    switch asked.kind {
    case "L1":
      try asked.expect(only: "l1")
      return .l1(factor("l1"))
    case "L2":
      try asked.expect(only: "l2")
      return .l2(factor("l2"))
    case "L1L2":
      try asked.expect(only: "l1", "l2")
      return .l1l2(l1: factor("l1"), l2: factor("l2"))
    case "OrthogonalRegularizer":
      try asked.expect(only: "factor", "mode")
      guard asked.word("mode") == "rows" else { throw Unknown(word: "mode") }
      return orthogonalRows(factor("factor"))
    default: throw Unknown(word: asked.kind ?? "regularizer")
    }
  }

  /// Keras's `OrthogonalRegularizer`, as one of the user's own: the mean |cosine| of two different rows.
  private static func orthogonalRows(_ factor: Float) -> Regularizer {
    Regularizer("Orthogonal") { x in
      let (rows, columns) = (x.shape[0], x.shape[1])
      let unit = x / x.square().sum(axis: -1).squareRoot().reshaped([rows, 1])
      let cosines = unit.reshaped([rows, 1, columns]) * unit.reshaped([1, rows, columns])
      let others = cosines.sum(axis: -1).abs().sum() - Float(rows)
      return others * (factor / Float(rows * (rows - 1)))
    }
  }

  private static func constraint(_ asked: Asked?) throws -> Constraint? {
    guard let asked else { return nil }
    func number(_ key: String) -> Float { Float(asked.number(key) ?? .nan) }
    let axis = asked.integer("axis") ?? 0
    switch asked.kind {
    case "NonNeg": return .nonNeg
    case "MaxNorm":
      try asked.expect(only: "max_value", "axis")
      return .maxNorm(number("max_value"), axes: axis)
    case "UnitNorm":
      try asked.expect(only: "axis")
      return .unitNorm(axes: axis)
    case "MinMaxNorm":
      try asked.expect(only: "min_value", "max_value", "rate", "axis")
      return .minMaxNorm(
        number("min_value"), number("max_value"), rate: number("rate"), axes: axis)
    default: throw Unknown(word: asked.kind ?? "constraint")
    }
  }

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

/// Adds a share of the mean square of what passes to the loss.
private final class AddsLoss: Layer {
  let factor: Float

  init(factor: Float, name: String) {
    self.factor = factor
    super.init(name: name)
  }

  override func call(_ x: Symbol, _ scope: Scope) -> Symbol {
    scope.addLoss(factor * x.square().mean())
    return x
  }
}

/// Reports the mean of what passes, batch by batch.
private final class AddsMetric: Layer {
  let key: String

  init(key: String, name: String) {
    self.key = key
    super.init(name: name)
  }

  override func call(_ x: Symbol, _ scope: Scope) -> Symbol {
    scope.addMetric(x.mean(), name: key)
    return x
  }
}
