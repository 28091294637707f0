import AssayCore
import AssayModel

extension KerasLayers {
  static let convolutions: [String: any KerasLayer.Type] = [
    "Conv1D": Conv1D.self, "Conv2D": Conv2D.self, "Conv1DTranspose": Conv1DTranspose.self,
    "Conv2DTranspose": Conv2DTranspose.self, "DepthwiseConv1D": DepthwiseConv1D.self,
    "DepthwiseConv2D": DepthwiseConv2D.self, "SeparableConv1D": SeparableConv1D.self,
    "SeparableConv2D": SeparableConv2D.self, "Convolution1D": Conv1D.self,
    "Convolution2D": Conv2D.self, "Convolution2DTranspose": Conv2DTranspose.self,
    "SeparableConvolution2D": SeparableConv2D.self,
  ]
}

extension KerasConfig {
  func padding(isCausal: Bool = false) throws -> Padding {
    isCausal
      ? try choice("padding", .valid, ["valid": .valid, "same": .same, "causal": .causal])
      : try choice("padding", .valid, ["valid": .valid, "same": .same])
  }

  func count(_ name: String, _ standard: Int? = nil) throws -> Int {
    try int(name, standard, in: 1...KerasConfig.largest)
  }

  /// Reads over what older files say about a kernel in general beside the layer's own.
  fileprivate func withoutGeneralKernel() throws {
    ignore("kernel_initializer", "kernel_regularizer", "kernel_constraint")
    try only("groups", 1)
  }
}

extension ConvolutionLayer {
  /// What is written of every convolution.
  ///
  /// - Parameters:
  ///   - kernel: what its kernel is called.
  fileprivate func shared(rank: Int, kernel: String = "kernel") throws -> [JSON.Member] {
    func sizes(_ extent: Extent) -> JSON {
      rank == 1 ? .integers([extent.width]) : .extent(extent)
    }
    return [
      .init("kernel_size", sizes(kernelSize)), .init("strides", sizes(strides)),
      .init("padding", .string(padding.rawValue)), .channelsLast,
      .init("dilation_rate", sizes(dilationRate)), .init("activation", try activation.keras),
      .init("use_bias", .bool(useBias)),
      .init("\(kernel)_initializer", try kernelInitializer.keras),
      .init("bias_initializer", try biasInitializer.keras),
      .init("\(kernel)_regularizer", try .keras(kernelRegularizer)),
      .init("bias_regularizer", try .keras(biasRegularizer)),
      .init("activity_regularizer", try .keras(activityRegularizer)),
      .init("\(kernel)_constraint", .keras(kernelConstraint)),
      .init("bias_constraint", .keras(biasConstraint)),
    ]
  }
}

extension Conv1D: KerasLayer {
  convenience init(_ config: KerasConfig) throws {
    try config.channelsLast()
    self.init(
      try config.count("filters"), kernelSize: try config.length("kernel_size"),
      strides: try config.length("strides", 1), padding: try config.padding(isCausal: true),
      dilationRate: try config.length("dilation_rate", 1),
      groups: try config.count("groups", 1),
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
      try shared(rank: 1) + [
        .init("filters", .integer(filters)),
        .init("groups", .integer(groups)),
      ]
    }
  }
}

extension Conv2D: KerasLayer {
  convenience init(_ config: KerasConfig) throws {
    try config.channelsLast()
    self.init(
      try config.count("filters"), kernelSize: try config.extent("kernel_size"),
      strides: try config.extent("strides", 1), padding: try config.padding(),
      dilationRate: try config.extent("dilation_rate", 1),
      groups: try config.count("groups", 1),
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
      try shared(rank: 2) + [
        .init("filters", .integer(filters)),
        .init("groups", .integer(groups)),
      ]
    }
  }
}

extension Conv1DTranspose: KerasLayer {
  convenience init(_ config: KerasConfig) throws {
    try config.channelsLast()
    try config.only("groups", 1)
    self.init(
      try config.count("filters"), kernelSize: try config.length("kernel_size"),
      strides: try config.length("strides", 1), padding: try config.padding(),
      outputPadding: try config.ints(
        "output_padding", count: 1, in: 0...KerasConfig.largestWindow)?[0],
      dilationRate: try config.length("dilation_rate", 1),
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
      try shared(rank: 1) + [
        .init("filters", .integer(filters)),
        .init("output_padding", outputPadding.map { .integers([$0]) } ?? .null),
      ]
    }
  }
}

extension Conv2DTranspose: KerasLayer {
  convenience init(_ config: KerasConfig) throws {
    try config.channelsLast()
    try config.only("groups", 1)
    self.init(
      try config.count("filters"), kernelSize: try config.extent("kernel_size"),
      strides: try config.extent("strides", 1), padding: try config.padding(),
      outputPadding: try config.optionalExtent("output_padding", in: 0...KerasConfig.largestWindow),
      dilationRate: try config.extent("dilation_rate", 1),
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
      try shared(rank: 2) + [
        .init("filters", .integer(filters)),
        .init("output_padding", outputPadding.map { .extent($0) } ?? .null),
      ]
    }
  }
}

extension DepthwiseConv1D: KerasLayer {
  convenience init(_ config: KerasConfig) throws {
    try config.channelsLast()
    try config.withoutGeneralKernel()
    self.init(
      kernelSize: try config.length("kernel_size"),
      strides: try config.length("strides", 1), padding: try config.padding(),
      depthMultiplier: try config.count("depth_multiplier", 1),
      dilationRate: try config.length("dilation_rate", 1),
      activation: try config.activation(), useBias: try config.bool("use_bias", true),
      depthwiseInitializer: try config.initializer("depthwise_initializer", .glorotUniform),
      biasInitializer: try config.initializer("bias_initializer", .zeros),
      depthwiseRegularizer: try config.regularizer("depthwise_regularizer"),
      biasRegularizer: try config.regularizer("bias_regularizer"),
      activityRegularizer: try config.regularizer("activity_regularizer"),
      depthwiseConstraint: try config.constraint("depthwise_constraint"),
      biasConstraint: try config.constraint("bias_constraint"), name: config.name)
  }

  var config: [JSON.Member] {
    get throws {
      try shared(rank: 1, kernel: "depthwise") + [
        .init("depth_multiplier", .integer(depthMultiplier))
      ]
    }
  }
}

extension DepthwiseConv2D: KerasLayer {
  convenience init(_ config: KerasConfig) throws {
    try config.channelsLast()
    try config.withoutGeneralKernel()
    self.init(
      kernelSize: try config.extent("kernel_size"),
      strides: try config.extent("strides", 1), padding: try config.padding(),
      depthMultiplier: try config.count("depth_multiplier", 1),
      dilationRate: try config.extent("dilation_rate", 1),
      activation: try config.activation(), useBias: try config.bool("use_bias", true),
      depthwiseInitializer: try config.initializer("depthwise_initializer", .glorotUniform),
      biasInitializer: try config.initializer("bias_initializer", .zeros),
      depthwiseRegularizer: try config.regularizer("depthwise_regularizer"),
      biasRegularizer: try config.regularizer("bias_regularizer"),
      activityRegularizer: try config.regularizer("activity_regularizer"),
      depthwiseConstraint: try config.constraint("depthwise_constraint"),
      biasConstraint: try config.constraint("bias_constraint"), name: config.name)
  }

  var config: [JSON.Member] {
    get throws {
      try shared(rank: 2, kernel: "depthwise") + [
        .init("depth_multiplier", .integer(depthMultiplier))
      ]
    }
  }
}

extension SeparableConv1D: KerasLayer {
  convenience init(_ config: KerasConfig) throws {
    try config.channelsLast()
    try config.withoutGeneralKernel()
    self.init(
      try config.count("filters"), kernelSize: try config.length("kernel_size"),
      strides: try config.length("strides", 1), padding: try config.padding(),
      dilationRate: try config.length("dilation_rate", 1),
      depthMultiplier: try config.count("depth_multiplier", 1),
      activation: try config.activation(), useBias: try config.bool("use_bias", true),
      depthwiseInitializer: try config.initializer("depthwise_initializer", .glorotUniform),
      pointwiseInitializer: try config.initializer("pointwise_initializer", .glorotUniform),
      biasInitializer: try config.initializer("bias_initializer", .zeros),
      depthwiseRegularizer: try config.regularizer("depthwise_regularizer"),
      pointwiseRegularizer: try config.regularizer("pointwise_regularizer"),
      biasRegularizer: try config.regularizer("bias_regularizer"),
      activityRegularizer: try config.regularizer("activity_regularizer"),
      depthwiseConstraint: try config.constraint("depthwise_constraint"),
      pointwiseConstraint: try config.constraint("pointwise_constraint"),
      biasConstraint: try config.constraint("bias_constraint"), name: config.name)
  }

  var config: [JSON.Member] {
    get throws {
      try shared(rank: 1, kernel: "depthwise") + [
        .init("filters", .integer(filters)),
        .init("depth_multiplier", .integer(depthMultiplier)),
        .init("pointwise_initializer", try pointwiseInitializer.keras),
        .init("pointwise_regularizer", try .keras(pointwiseRegularizer)),
        .init("pointwise_constraint", .keras(pointwiseConstraint)),
      ]
    }
  }
}

extension SeparableConv2D: KerasLayer {
  convenience init(_ config: KerasConfig) throws {
    try config.channelsLast()
    try config.withoutGeneralKernel()
    self.init(
      try config.count("filters"), kernelSize: try config.extent("kernel_size"),
      strides: try config.extent("strides", 1), padding: try config.padding(),
      dilationRate: try config.extent("dilation_rate", 1),
      depthMultiplier: try config.count("depth_multiplier", 1),
      activation: try config.activation(), useBias: try config.bool("use_bias", true),
      depthwiseInitializer: try config.initializer("depthwise_initializer", .glorotUniform),
      pointwiseInitializer: try config.initializer("pointwise_initializer", .glorotUniform),
      biasInitializer: try config.initializer("bias_initializer", .zeros),
      depthwiseRegularizer: try config.regularizer("depthwise_regularizer"),
      pointwiseRegularizer: try config.regularizer("pointwise_regularizer"),
      biasRegularizer: try config.regularizer("bias_regularizer"),
      activityRegularizer: try config.regularizer("activity_regularizer"),
      depthwiseConstraint: try config.constraint("depthwise_constraint"),
      pointwiseConstraint: try config.constraint("pointwise_constraint"),
      biasConstraint: try config.constraint("bias_constraint"), name: config.name)
  }

  var config: [JSON.Member] {
    get throws {
      try shared(rank: 2, kernel: "depthwise") + [
        .init("filters", .integer(filters)),
        .init("depth_multiplier", .integer(depthMultiplier)),
        .init("pointwise_initializer", try pointwiseInitializer.keras),
        .init("pointwise_regularizer", try .keras(pointwiseRegularizer)),
        .init("pointwise_constraint", .keras(pointwiseConstraint)),
      ]
    }
  }
}
