import AssayCore
import AssayModel

extension KerasLayers {
  static let attention: [String: any KerasLayer.Type] = [
    "Attention": Attention.self, "AdditiveAttention": AdditiveAttention.self,
    "MultiHeadAttention": MultiHeadAttention.self,
    "GroupQueryAttention": GroupQueryAttention.self,
    "GroupedQueryAttention": GroupQueryAttention.self,
  ]
}

extension KerasConfig {
  /// An argument of the layer's call in Keras, which the reader of graphs puts among those of the layer; older
  /// files call it `causal`.
  fileprivate func causality() throws -> Bool {
    let (isCausal, wasCausal) = (try bool("use_causal_mask", false), try bool("causal", false))
    return isCausal || wasCausal
  }
}

extension Attention: KerasLayer {
  convenience init(_ config: KerasConfig) throws {
    config.ignore("seed")
    self.init(
      useScale: try config.bool("use_scale", false),
      scoreMode: try config.choice("score_mode", .dot, ["dot": .dot, "concat": .concat]),
      dropout: try config.rate("dropout", 0), useCausalMask: try config.causality(),
      name: config.name)
  }

  var config: [JSON.Member] {
    [
      .init("use_scale", .bool(useScale)), .init("score_mode", .string(scoreMode.rawValue)),
      .init("dropout", .float(dropout)), .init("seed", .null),
    ]
  }
}

extension AdditiveAttention: KerasLayer {
  convenience init(_ config: KerasConfig) throws {
    config.ignore("seed")
    self.init(
      useScale: try config.bool("use_scale", true), dropout: try config.rate("dropout", 0),
      useCausalMask: try config.causality(), name: config.name)
  }

  var config: [JSON.Member] {
    [
      .init("use_scale", .bool(useScale)), .init("dropout", .float(dropout)), .init("seed", .null),
    ]
  }
}

extension AttentionHeads {
  /// What is written of both layers.
  fileprivate var shared: [JSON.Member] {
    get throws {
      [
        .init("dropout", .float(dropout)), .init("use_bias", .bool(useBias)),
        .init("use_gate", .bool(useGate)), .init("sliding_window", .optional(slidingWindow)),
        .init("kernel_initializer", try kernelInitializer.keras),
        .init("bias_initializer", try biasInitializer.keras),
        .init("kernel_regularizer", try .keras(kernelRegularizer)),
        .init("bias_regularizer", try .keras(biasRegularizer)),
        .init("activity_regularizer", try .keras(projectionRegularizer)),
        .init("kernel_constraint", .keras(kernelConstraint)),
        .init("bias_constraint", .keras(biasConstraint)), .init("seed", .null),
      ]
    }
  }

  /// The layers inside, each under the name of its attribute; the last two have no weights.
  fileprivate func parts(prefix: String) -> [KerasPart] {
    func part(_ group: String, _ layer: String) -> KerasPart {
      .parameters(group, ["\(layer)/kernel", "\(layer)/bias"])
    }
    return [
      part("\(prefix)query_dense", "query"), part("\(prefix)key_dense", "key"),
      part("\(prefix)value_dense", "value"), part("\(prefix)output_dense", "attention_output"),
    ] + (useGate ? [part("_gate_dense", "gate")] : []) + [
      .empty("_softmax", "softmax"), .empty("_dropout_layer", "dropout"),
    ]
  }
}

extension MultiHeadAttention: KerasLayer {
  convenience init(_ config: KerasConfig) throws {
    // Older files tell the shapes of its inputs.
    config.ignore("seed", "flash_attention", "query_shape", "key_shape", "value_shape")
    if try config.bool("softmax_robust_masking", false) {
      throw config.wrong("softmax_robust_masking", true, wanted: "false")
    }
    self.init(
      numHeads: try config.count("num_heads"), keyDim: try config.count("key_dim"),
      valueDim: try config.optionalInt("value_dim", in: 1...KerasConfig.largest),
      dropout: try config.rate("dropout", 0), useBias: try config.bool("use_bias", true),
      outputShape: try config.outputShape(),
      slidingWindow: try config.optionalInt("sliding_window", in: 1...KerasConfig.largest),
      useCausalMask: try config.causality(), useGate: try config.bool("use_gate", false),
      kernelInitializer: try config.initializer("kernel_initializer", .glorotUniform),
      biasInitializer: try config.initializer("bias_initializer", .zeros),
      kernelRegularizer: try config.regularizer("kernel_regularizer"),
      biasRegularizer: try config.regularizer("bias_regularizer"),
      activityRegularizer: try config.regularizer("activity_regularizer"),
      kernelConstraint: try config.constraint("kernel_constraint"),
      biasConstraint: try config.constraint("bias_constraint"), name: config.name)
    attentionAxes = try config.axes("attention_axes")
  }

  var config: [JSON.Member] {
    get throws {
      try shared + [
        .init("num_heads", .integer(numHeads)), .init("key_dim", .integer(keyDim)),
        .init("value_dim", .integer(valueDim)),
        .init("output_shape", outputShape.map { .integers($0) } ?? .null),
        .init("attention_axes", attentionAxes.map { .integers($0) } ?? .null),
      ]
    }
  }

  var parts: [KerasPart] { parts(prefix: "") }
}

extension KerasConfig {
  fileprivate func outputShape() throws -> [Int]? {
    let value = known("output_shape")
    let sizes = try ints("output_shape", in: 1...KerasConfig.largest)
    // The result has two axes more at the least.
    let most = Shape.maximumRank - 2
    guard sizes?.isEmpty != true, sizes.map({ $0.count <= most && Shape($0).fitsMemory }) ?? true
    else { throw wrong("output_shape", value, wanted: "1 to \(most) sizes that fit into memory") }
    return sizes
  }
}

extension GroupQueryAttention: KerasLayer {
  convenience init(_ config: KerasConfig) throws {
    config.ignore("seed", "flash_attention")
    self.init(
      headDim: try config.count("head_dim"), numQueryHeads: try config.count("num_query_heads"),
      numKeyValueHeads: try config.count("num_key_value_heads"),
      dropout: try config.rate("dropout", 0), useBias: try config.bool("use_bias", true),
      slidingWindow: try config.optionalInt("sliding_window", in: 1...KerasConfig.largest),
      useCausalMask: try config.causality(), useGate: try config.bool("use_gate", false),
      kernelInitializer: try config.initializer("kernel_initializer", .glorotUniform),
      biasInitializer: try config.initializer("bias_initializer", .zeros),
      kernelRegularizer: try config.regularizer("kernel_regularizer"),
      biasRegularizer: try config.regularizer("bias_regularizer"),
      activityRegularizer: try config.regularizer("activity_regularizer"),
      kernelConstraint: try config.constraint("kernel_constraint"),
      biasConstraint: try config.constraint("bias_constraint"), name: config.name)
  }

  var config: [JSON.Member] {
    get throws {
      try shared + [
        .init("head_dim", .integer(headDim)), .init("num_query_heads", .integer(numQueryHeads)),
        .init("num_key_value_heads", .integer(numKeyValueHeads)),
      ]
    }
  }

  /// Keras's public name; groups of weights are named by the class's own.
  var kerasClass: String { "GroupQueryAttention" }

  var parts: [KerasPart] { parts(prefix: "_") }
}
