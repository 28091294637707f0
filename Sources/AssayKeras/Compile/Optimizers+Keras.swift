import AssayCore
import AssayModel

extension Adadelta: KerasOptimizer {
  init() { self.init(learningRate: 0.001) }

  mutating func read(_ config: KerasConfig) throws {
    rho = try config.number("rho", rho)
    epsilon = try config.number("epsilon", epsilon)
  }

  var config: [JSON.Member] {
    [
      .init("rho", .number(rho)),
      .init("epsilon", .number(epsilon)),
    ]
  }
}

extension Adafactor: KerasOptimizer {
  init() { self.init(learningRate: 0.001) }

  mutating func read(_ config: KerasConfig) throws {
    beta2Decay = try config.number("beta_2_decay", beta2Decay)
    epsilon1 = try config.number("epsilon_1", epsilon1)
    epsilon2 = try config.number("epsilon_2", epsilon2)
    clipThreshold = try config.number("clip_threshold", clipThreshold)
    relativeStep = try config.bool("relative_step", relativeStep)
  }

  var config: [JSON.Member] {
    [
      .init("beta_2_decay", .number(beta2Decay)),
      .init("epsilon_1", .number(epsilon1)),
      .init("epsilon_2", .number(epsilon2)),
      .init("clip_threshold", .number(clipThreshold)),
      .init("relative_step", .bool(relativeStep)),
    ]
  }
}

extension Adagrad: KerasOptimizer {
  init() { self.init(learningRate: 0.001) }

  mutating func read(_ config: KerasConfig) throws {
    initialAccumulatorValue = try config.number(
      "initial_accumulator_value", initialAccumulatorValue)
    epsilon = try config.number("epsilon", epsilon)
  }

  var config: [JSON.Member] {
    [
      .init("initial_accumulator_value", .number(initialAccumulatorValue)),
      .init("epsilon", .number(epsilon)),
    ]
  }
}

extension Adam: KerasOptimizer {
  init() { self.init(learningRate: 0.001) }

  mutating func read(_ config: KerasConfig) throws {
    beta1 = try config.number("beta_1", beta1)
    beta2 = try config.number("beta_2", beta2)
    epsilon = try config.number("epsilon", epsilon)
    amsgrad = try config.bool("amsgrad", amsgrad)
  }

  var config: [JSON.Member] {
    [
      .init("beta_1", .number(beta1)),
      .init("beta_2", .number(beta2)),
      .init("epsilon", .number(epsilon)),
      .init("amsgrad", .bool(amsgrad)),
    ]
  }
}

extension AdamW: KerasOptimizer {
  init() { self.init(learningRate: 0.001) }

  mutating func read(_ config: KerasConfig) throws {
    beta1 = try config.number("beta_1", beta1)
    beta2 = try config.number("beta_2", beta2)
    epsilon = try config.number("epsilon", epsilon)
    amsgrad = try config.bool("amsgrad", amsgrad)
  }

  var config: [JSON.Member] {
    [
      .init("beta_1", .number(beta1)),
      .init("beta_2", .number(beta2)),
      .init("epsilon", .number(epsilon)),
      .init("amsgrad", .bool(amsgrad)),
    ]
  }
}

extension Adamax: KerasOptimizer {
  init() { self.init(learningRate: 0.001) }

  mutating func read(_ config: KerasConfig) throws {
    beta1 = try config.number("beta_1", beta1)
    beta2 = try config.number("beta_2", beta2)
    epsilon = try config.number("epsilon", epsilon)
  }

  var config: [JSON.Member] {
    [
      .init("beta_1", .number(beta1)),
      .init("beta_2", .number(beta2)),
      .init("epsilon", .number(epsilon)),
    ]
  }
}

extension Ftrl: KerasOptimizer {
  init() { self.init(learningRate: 0.001) }

  mutating func read(_ config: KerasConfig) throws {
    learningRatePower = try config.number("learning_rate_power", learningRatePower)
    initialAccumulatorValue = try config.number(
      "initial_accumulator_value", initialAccumulatorValue)
    l1 = try config.number("l1_regularization_strength", l1)
    l2 = try config.number("l2_regularization_strength", l2)
    l2Shrinkage = try config.number("l2_shrinkage_regularization_strength", l2Shrinkage)
    beta = try config.number("beta", beta)
  }

  var config: [JSON.Member] {
    [
      .init("learning_rate_power", .number(learningRatePower)),
      .init("initial_accumulator_value", .number(initialAccumulatorValue)),
      .init("l1_regularization_strength", .number(l1)),
      .init("l2_regularization_strength", .number(l2)),
      .init("l2_shrinkage_regularization_strength", .number(l2Shrinkage)),
      .init("beta", .number(beta)),
    ]
  }
}

extension Lamb: KerasOptimizer {
  init() { self.init(learningRate: 0.001) }

  mutating func read(_ config: KerasConfig) throws {
    beta1 = try config.number("beta_1", beta1)
    beta2 = try config.number("beta_2", beta2)
    epsilon = try config.number("epsilon", epsilon)
  }

  var config: [JSON.Member] {
    [
      .init("beta_1", .number(beta1)),
      .init("beta_2", .number(beta2)),
      .init("epsilon", .number(epsilon)),
    ]
  }
}

extension Lion: KerasOptimizer {
  init() { self.init(learningRate: 0.001) }

  mutating func read(_ config: KerasConfig) throws {
    beta1 = try config.number("beta_1", beta1)
    beta2 = try config.number("beta_2", beta2)
  }

  var config: [JSON.Member] {
    [
      .init("beta_1", .number(beta1)),
      .init("beta_2", .number(beta2)),
    ]
  }
}

extension Nadam: KerasOptimizer {
  init() { self.init(learningRate: 0.001) }

  mutating func read(_ config: KerasConfig) throws {
    beta1 = try config.number("beta_1", beta1)
    beta2 = try config.number("beta_2", beta2)
    epsilon = try config.number("epsilon", epsilon)
  }

  var config: [JSON.Member] {
    [
      .init("beta_1", .number(beta1)),
      .init("beta_2", .number(beta2)),
      .init("epsilon", .number(epsilon)),
    ]
  }
}

extension RMSprop: KerasOptimizer {
  init() { self.init(learningRate: 0.001) }

  mutating func read(_ config: KerasConfig) throws {
    rho = try config.number("rho", rho)
    momentum = try config.number("momentum", momentum)
    epsilon = try config.number("epsilon", epsilon)
    centered = try config.bool("centered", centered)
  }

  var config: [JSON.Member] {
    [
      .init("rho", .number(rho)),
      .init("momentum", .number(momentum)),
      .init("epsilon", .number(epsilon)),
      .init("centered", .bool(centered)),
    ]
  }
}

extension SGD: KerasOptimizer {
  init() { self.init(learningRate: 0.01) }

  mutating func read(_ config: KerasConfig) throws {
    momentum = try config.number("momentum", momentum)
    nesterov = try config.bool("nesterov", nesterov)
  }

  var config: [JSON.Member] {
    [
      .init("momentum", .number(momentum)),
      .init("nesterov", .bool(nesterov)),
    ]
  }
}

extension ScheduleFreeAdamW: KerasOptimizer {
  init() { self.init(learningRate: 0.0025) }

  mutating func read(_ config: KerasConfig) throws {
    beta1 = try config.number("beta_1", beta1)
    beta2 = try config.number("beta_2", beta2)
    epsilon = try config.number("epsilon", epsilon)
    warmupSteps = try config.int("warmup_steps", warmupSteps, in: 0...KerasConfig.largest)
  }

  var config: [JSON.Member] {
    [
      .init("beta_1", .number(beta1)),
      .init("beta_2", .number(beta2)),
      .init("epsilon", .number(epsilon)),
      .init("warmup_steps", .integer(warmupSteps)),
    ]
  }
}
