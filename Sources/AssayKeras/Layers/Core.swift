import AssayCore
import AssayModel

extension KerasLayers {
  static let core: [String: any KerasLayer.Type] = [
    "Dense": Dense.self, "Embedding": Embedding.self,
    "ActivityRegularization": ActivityRegularization.self,
  ]
}

extension Dense: KerasLayer {
  convenience init(_ config: KerasConfig) throws {
    config.ignore("lora_rank", "lora_alpha", "input_dim")
    self.init(
      try config.count("units"), activation: try config.activation(),
      useBias: try config.bool("use_bias", true),
      kernelInitializer: try config.initializer("kernel_initializer", .glorotUniform),
      biasInitializer: try config.initializer("bias_initializer", .zeros),
      kernelRegularizer: try config.regularizer("kernel_regularizer"),
      biasRegularizer: try config.regularizer("bias_regularizer"),
      kernelConstraint: try config.constraint("kernel_constraint"),
      biasConstraint: try config.constraint("bias_constraint"), name: config.name)
  }

  var config: [JSON.Member] {
    get throws {
      [
        .init("units", .integer(units)), .init("activation", try activation.keras),
        .init("use_bias", .bool(useBias)),
        .init("kernel_initializer", try kernelInitializer.keras),
        .init("bias_initializer", try biasInitializer.keras),
        .init("kernel_regularizer", try .keras(kernelRegularizer)),
        .init("bias_regularizer", try .keras(biasRegularizer)),
        .init("kernel_constraint", .keras(kernelConstraint)),
        .init("bias_constraint", .keras(biasConstraint)), .init("quantization_config", .null),
      ]
    }
  }
}

extension Embedding: KerasLayer {
  convenience init(_ config: KerasConfig) throws {
    config.ignore("input_length", "lora_rank", "lora_alpha")
    try config.only("sparse", false)
    self.init(
      try config.count("input_dim"), try config.count("output_dim"),
      embeddingsInitializer: try config.initializer("embeddings_initializer", .randomUniform()),
      embeddingsRegularizer: try config.regularizer("embeddings_regularizer"),
      embeddingsConstraint: try config.constraint("embeddings_constraint"),
      activityRegularizer: try config.regularizer("activity_regularizer"),
      maskZero: try config.bool("mask_zero", false), name: config.name)
  }

  var config: [JSON.Member] {
    get throws {
      [
        .init("input_dim", .integer(inputDim)), .init("output_dim", .integer(outputDim)),
        .init("embeddings_initializer", try embeddingsInitializer.keras),
        .init("embeddings_regularizer", try .keras(embeddingsRegularizer)),
        .init("activity_regularizer", try .keras(activityRegularizer)),
        .init("embeddings_constraint", .keras(embeddingsConstraint)),
        .init("mask_zero", .bool(maskZero)), .init("quantization_config", .null),
      ]
    }
  }
}

extension ActivityRegularization: KerasLayer {
  convenience init(_ config: KerasConfig) throws {
    func factor(_ name: String) throws -> Float {
      try config.finite(name, 0, in: 0...Float.greatestFiniteMagnitude)
    }
    self.init(l1: try factor("l1"), l2: try factor("l2"), name: config.name)
  }

  var config: [JSON.Member] {
    let (l1, l2) = activityRegularizer?.factors ?? (0, 0)
    return [.init("l1", .float(l1)), .init("l2", .float(l2))]
  }
}
