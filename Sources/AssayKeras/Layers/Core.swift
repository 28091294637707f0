import AssayCore
import AssayModel

extension KerasLayers {
  static let core: [String: any KerasLayer.Type] = [
    "Dense": Dense.self, "Flatten": Flatten.self, "Dropout": Dropout.self,
  ]
}

extension Dense: KerasLayer {
  convenience init(_ config: KerasConfig) throws {
    config.ignore("lora_rank", "lora_alpha")
    self.init(
      try config.int("units", in: 1...KerasConfig.largest),
      activation: try config.activation(), useBias: try config.bool("use_bias", true),
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
      [
        .init("units", .integer(units)), .init("activation", try activation.keras),
        .init("use_bias", .bool(useBias)),
        .init("kernel_initializer", try kernelInitializer.keras),
        .init("bias_initializer", try biasInitializer.keras),
        .init("kernel_regularizer", try .keras(kernelRegularizer)),
        .init("bias_regularizer", try .keras(biasRegularizer)),
        .init("activity_regularizer", try .keras(activityRegularizer)),
        .init("kernel_constraint", .keras(kernelConstraint)),
        .init("bias_constraint", .keras(biasConstraint)),
      ]
    }
  }
}

extension Flatten: KerasLayer {
  convenience init(_ config: KerasConfig) throws {
    try config.channelsLast()
    self.init(name: config.name)
  }

  var config: [JSON.Member] { [.channelsLast] }
}

extension Dropout: KerasLayer {
  convenience init(_ config: KerasConfig) throws {
    self.init(
      try config.rate("rate"), noiseShape: try config.noiseShape(), seed: try config.seed(),
      name: config.name)
  }

  var config: [JSON.Member] {
    [
      .init("rate", .float(rate)), .init("seed", seed.map { .integer($0) } ?? .null),
      .init("noise_shape", .noiseShape(noiseShape)),
    ]
  }
}
