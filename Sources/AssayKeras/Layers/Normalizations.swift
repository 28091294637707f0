import AssayCore
import AssayModel

extension KerasLayers {
  static let normalizations: [String: any KerasLayer.Type] = [
    "BatchNormalization": BatchNormalization.self, "BatchNormalizationV1": BatchNormalization.self,
    "LayerNormalization": LayerNormalization.self,
    "GroupNormalization": GroupNormalization.self, "RMSNormalization": RMSNormalization.self,
    "UnitNormalization": UnitNormalization.self, "Normalization": Normalization.self,
  ]
}

extension KerasConfig {
  fileprivate func epsilon(_ standard: Float) throws -> Float {
    try finite("epsilon", standard, in: 0...Float.greatestFiniteMagnitude)
  }
}

extension BatchNormalization: KerasLayer {
  convenience init(_ config: KerasConfig) throws {
    // One machine is in step with itself; how fast it goes changes nothing.
    config.ignore("synchronized", "fused", "renorm_momentum")
    try config.only("renorm", false)
    try config.only("renorm_clipping")
    try config.only("virtual_batch_size")
    try config.only("adjustment")
    self.init(
      axis: try config.axis("axis", -1), momentum: try config.finite("momentum", 0.99, in: 0...1),
      epsilon: try config.epsilon(1e-3), center: try config.bool("center", true),
      scale: try config.bool("scale", true),
      betaInitializer: try config.initializer("beta_initializer", .zeros),
      gammaInitializer: try config.initializer("gamma_initializer", .ones),
      movingMeanInitializer: try config.initializer("moving_mean_initializer", .zeros),
      movingVarianceInitializer: try config.initializer("moving_variance_initializer", .ones),
      betaRegularizer: try config.regularizer("beta_regularizer"),
      gammaRegularizer: try config.regularizer("gamma_regularizer"),
      betaConstraint: try config.constraint("beta_constraint"),
      gammaConstraint: try config.constraint("gamma_constraint"), name: config.name)
  }

  var config: [JSON.Member] {
    get throws {
      [
        .init("axis", .integer(axis)), .init("momentum", .float(momentum)),
        .init("epsilon", .float(epsilon)), .init("center", .bool(center)),
        .init("scale", .bool(scale)),
        .init("beta_initializer", try betaInitializer.keras),
        .init("gamma_initializer", try gammaInitializer.keras),
        .init("moving_mean_initializer", try movingMeanInitializer.keras),
        .init("moving_variance_initializer", try movingVarianceInitializer.keras),
        .init("beta_regularizer", try .keras(betaRegularizer)),
        .init("gamma_regularizer", try .keras(gammaRegularizer)),
        .init("beta_constraint", .keras(betaConstraint)),
        .init("gamma_constraint", .keras(gammaConstraint)), .init("synchronized", false),
        .init("renorm", false), .init("renorm_clipping", .null),
        .init("renorm_momentum", 0.99),
      ]
    }
  }
}

extension LayerNormalization: KerasLayer {
  convenience init(_ config: KerasConfig) throws {
    try config.only("rms_scaling", false, because: "RMSNormalization does it")
    self.init(
      axis: try config.axes("axis") ?? [-1], epsilon: try config.epsilon(1e-3),
      center: try config.bool("center", true), scale: try config.bool("scale", true),
      betaInitializer: try config.initializer("beta_initializer", .zeros),
      gammaInitializer: try config.initializer("gamma_initializer", .ones),
      betaRegularizer: try config.regularizer("beta_regularizer"),
      gammaRegularizer: try config.regularizer("gamma_regularizer"),
      betaConstraint: try config.constraint("beta_constraint"),
      gammaConstraint: try config.constraint("gamma_constraint"), name: config.name)
  }

  var config: [JSON.Member] {
    get throws {
      [
        .init("axis", .integers(axis)), .init("epsilon", .float(epsilon)),
        .init("center", .bool(center)), .init("scale", .bool(scale)), .init("rms_scaling", false),
        .init("beta_initializer", try betaInitializer.keras),
        .init("gamma_initializer", try gammaInitializer.keras),
        .init("beta_regularizer", try .keras(betaRegularizer)),
        .init("gamma_regularizer", try .keras(gammaRegularizer)),
        .init("beta_constraint", .keras(betaConstraint)),
        .init("gamma_constraint", .keras(gammaConstraint)),
      ]
    }
  }
}

extension GroupNormalization: KerasLayer {
  convenience init(_ config: KerasConfig) throws {
    self.init(
      groups: try config.int("groups", 32, in: -1...KerasConfig.largest),
      axis: try config.axis("axis", -1), epsilon: try config.epsilon(1e-3),
      center: try config.bool("center", true), scale: try config.bool("scale", true),
      betaInitializer: try config.initializer("beta_initializer", .zeros),
      gammaInitializer: try config.initializer("gamma_initializer", .ones),
      betaRegularizer: try config.regularizer("beta_regularizer"),
      gammaRegularizer: try config.regularizer("gamma_regularizer"),
      betaConstraint: try config.constraint("beta_constraint"),
      gammaConstraint: try config.constraint("gamma_constraint"), name: config.name)
  }

  var config: [JSON.Member] {
    get throws {
      [
        .init("groups", .integer(groups)), .init("axis", .integer(axis)),
        .init("epsilon", .float(epsilon)), .init("center", .bool(center)),
        .init("scale", .bool(scale)),
        .init("beta_initializer", try betaInitializer.keras),
        .init("gamma_initializer", try gammaInitializer.keras),
        .init("beta_regularizer", try .keras(betaRegularizer)),
        .init("gamma_regularizer", try .keras(gammaRegularizer)),
        .init("beta_constraint", .keras(betaConstraint)),
        .init("gamma_constraint", .keras(gammaConstraint)),
      ]
    }
  }
}

extension RMSNormalization: KerasLayer {
  convenience init(_ config: KerasConfig) throws {
    self.init(
      axis: try config.axes("axis") ?? [-1], epsilon: try config.epsilon(1e-6), name: config.name)
  }

  var config: [JSON.Member] {
    [.init("axis", .integers(axis)), .init("epsilon", .float(epsilon))]
  }
}

extension UnitNormalization: KerasLayer {
  convenience init(_ config: KerasConfig) throws {
    self.init(axis: try config.axes("axis") ?? [-1], name: config.name)
  }

  var config: [JSON.Member] { [.init("axis", .axes(axis))] }
}

extension Normalization: KerasLayer {
  convenience init(_ config: KerasConfig) throws {
    // Null, or an empty list, is one mean for all; nothing at all is Keras's default.
    let value = config.value("axis")
    let isNone = value == .null || value == .array([])
    let (mean, variance) = (try config.finites("mean"), try config.finites("variance"))
    if let variance, let least = variance.min(), least < 0 {
      throw config.wrong("variance", config.value("variance"), wanted: "numbers of 0 or more")
    }
    guard (mean == nil) == (variance == nil) else {
      let missing = mean == nil ? "mean" : "variance"
      throw config.missing(missing, wanted: "mean and variance, or neither")
    }
    self.init(
      axis: isNone ? nil : try config.axes("axis") ?? [-1], mean: mean, variance: variance,
      invert: try config.bool("invert", false), name: config.name)
  }

  var config: [JSON.Member] {
    func numbers(_ values: [Float]?) -> JSON {
      values.map { $0.count == 1 ? .float($0[0]) : .floats($0) } ?? .null
    }
    return [
      .init("axis", .integers(axis)), .init("invert", .bool(invert)),
      .init("mean", numbers(mean)), .init("variance", numbers(variance)),
    ]
  }
}
