import AssayCore
import AssayData
import AssayMetrics
import AssayModel
import AssayTraining
import Testing

// From Keras's configuration to ours.

extension KerasRun {
  /// The compiled model with the run's first weights.
  func model() throws -> Model {
    let model = try architecture()
    try model.compile(
      optimizer: config.optimizer.optimizer(), loss: config.loss.loss(),
      metrics: MetricRequests(config.metrics.map { try $0.metric() }))
    #expect(model.weightNames == initialWeights.map { $0.name ?? "" })
    try model.setWeights(initialWeights.map(\.tensor))
    return model
  }

  private func architecture() throws -> Model {
    var symbol: [String: Symbol] = [:]
    let sizes = config.inputShape
    let name = config.inputs?.first
    let input = sizes.count == 1 ? Input(sizes[0], name: name) : Input(sizes[0], sizes[1])
    var last = input
    if let name { symbol[name] = input }
    for layer in config.layers {
      let sources = layer.from?.compactMap { symbol[$0] } ?? [last]
      last = try layer.layer()(sources)
      symbol[layer.name] = last
    }
    return Model(inputs: [input], outputs: [last])
  }

  var training: Dataset {
    get throws { try Dataset(data.x.tensor, data.y.tensor) }
  }

  var held: Validation {
    get throws {
      guard let held = data.validation else { return .none }
      return .data(try Dataset(held.x.tensor, held.y.tensor))
    }
  }
}

extension KerasRun.LayerConfig {
  func layer() throws -> Layer {
    switch `class` {
    case "Add": return Add(name: name)
    case "Dense":
      guard let activation = Activation.named[activation ?? "linear"] else {
        throw Unknown(word: activation ?? "")
      }
      return Dense(units ?? 0, activation: activation, name: name)
    default: throw Unknown(word: `class`)
    }
  }
}

extension Named {
  func optimizer() throws -> any Optimizer {
    let rate = number("learning_rate") ?? .nan
    let decay = number("weight_decay")
    switch `class` {
    case "SGD":
      return SGD(
        learningRate: rate, momentum: number("momentum") ?? .nan, nesterov: bool("nesterov"),
        weightDecay: decay)
    case "RMSprop":
      return RMSprop(
        learningRate: rate, rho: number("rho") ?? .nan, momentum: number("momentum") ?? .nan,
        epsilon: number("epsilon") ?? .nan, centered: bool("centered"), weightDecay: decay)
    case "Adam":
      return Adam(
        learningRate: rate, beta1: number("beta_1") ?? .nan, beta2: number("beta_2") ?? .nan,
        epsilon: number("epsilon") ?? .nan, amsgrad: bool("amsgrad"), weightDecay: decay)
    case "AdamW":
      return AdamW(
        learningRate: rate, weightDecay: decay ?? .nan, beta1: number("beta_1") ?? .nan,
        beta2: number("beta_2") ?? .nan, epsilon: number("epsilon") ?? .nan,
        amsgrad: bool("amsgrad"))
    default: throw Unknown(word: `class` ?? "")
    }
  }

  func loss() throws -> LossRequest {
    guard let reduction = Loss.Reduction(rawValue: text("reduction") ?? "") else {
      throw Unknown(word: text("reduction") ?? "")
    }
    let smoothing = Float(number("label_smoothing") ?? 0)
    switch `class` {
    case "BinaryCrossentropy":
      return .binaryCrossentropy(
        fromLogits: bool("from_logits"), labelSmoothing: smoothing, reduction: reduction)
    case "CategoricalCrossentropy":
      return .categoricalCrossentropy(
        fromLogits: bool("from_logits"), labelSmoothing: smoothing, reduction: reduction)
    case "SparseCategoricalCrossentropy":
      return .sparseCategoricalCrossentropy(
        fromLogits: bool("from_logits"), reduction: reduction)
    case "MeanSquaredError": return .loss(.meanSquaredError(reduction: reduction))
    case "MeanAbsoluteError": return .loss(.meanAbsoluteError(reduction: reduction))
    case "Huber":
      return .loss(.huber(delta: Float(number("delta") ?? .nan), reduction: reduction))
    default: throw Unknown(word: `class` ?? "")
    }
  }

  func metric() throws -> MetricRequest {
    if let asked { return MetricRequest(asked) }
    let name = text("name")
    switch `class` {
    case "BinaryAccuracy":
      return .metric(BinaryAccuracy(threshold: number("threshold") ?? .nan), key: name)
    case "CategoricalAccuracy": return .metric(CategoricalAccuracy(), key: name)
    case "MeanSquaredError": return .metric(MeanSquaredError(), key: name)
    case "SparseTopKCategoricalAccuracy":
      return .metric(SparseTopKCategoricalAccuracy(k: Int(number("k") ?? 0)), key: name)
    case "TopKCategoricalAccuracy":
      return .metric(TopKCategoricalAccuracy(k: Int(number("k") ?? 0)), key: name)
    default: throw Unknown(word: `class` ?? "")
    }
  }

  func stopping(output: any ProgressOutput) throws -> EarlyStopping {
    EarlyStopping(
      monitor: text("monitor") ?? "", minDelta: number("min_delta") ?? 0,
      patience: Int(number("patience") ?? 0),
      mode: try text("mode").map {
        guard let mode = EarlyStopping.Mode(rawValue: $0) else { throw Unknown(word: $0) }
        return mode
      } ?? .auto,
      restoreBestWeights: bool("restore_best_weights"), output: output)
  }
}
