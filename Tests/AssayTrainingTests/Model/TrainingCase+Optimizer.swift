import AssayModel

extension TrainingCase {
  /// The optimizer of a case: by its name, then its options and what its class has besides.
  static func optimizer(_ asked: Asked) throws -> any Optimizer {
    guard let kind = asked.kind, case .members(let config)? = asked["config"] else {
      throw Unknown(word: asked.kind ?? "optimizer")
    }
    var made = try Optimizers.named(kind)
    for (key, value) in config {
      switch key {
      case "learning_rate": made.learningRate = try rate(value)
      case "weight_decay": made.options.weightDecay = value.number
      case "clipnorm": made.options.clipNorm = value.number
      case "clipvalue": made.options.clipValue = value.number
      case "global_clipnorm": made.options.globalClipNorm = value.number
      case "use_ema": made.options.useEMA = asked.flag(key)
      case "ema_momentum": made.options.emaMomentum = value.number ?? .nan
      case "ema_overwrite_frequency": made.options.emaOverwriteFrequency = value.integer
      case "gradient_accumulation_steps": made.options.gradientAccumulationSteps = value.integer
      default: made = try with(key, value, made)
      }
    }
    return made
  }

  private static func with(
    _ key: String, _ value: Asked, _ optimizer: any Optimizer
  ) throws -> any Optimizer {
    switch optimizer {
    case let made as SGD:
      return try made.with(key, value, ["momentum": \.momentum], flags: ["nesterov": \.nesterov])
    case let made as RMSprop:
      return try made.with(
        key, value, ["rho": \.rho, "momentum": \.momentum, "epsilon": \.epsilon],
        flags: ["centered": \.centered])
    case let made as Adam:
      return try made.with(
        key, value, ["beta_1": \.beta1, "beta_2": \.beta2, "epsilon": \.epsilon],
        flags: ["amsgrad": \.amsgrad])
    case let made as AdamW:
      return try made.with(
        key, value, ["beta_1": \.beta1, "beta_2": \.beta2, "epsilon": \.epsilon],
        flags: ["amsgrad": \.amsgrad])
    case let made as Adamax:
      return try made.with(
        key, value, ["beta_1": \.beta1, "beta_2": \.beta2, "epsilon": \.epsilon])
    case let made as Nadam:
      return try made.with(
        key, value, ["beta_1": \.beta1, "beta_2": \.beta2, "epsilon": \.epsilon])
    case let made as Lamb:
      return try made.with(
        key, value, ["beta_1": \.beta1, "beta_2": \.beta2, "epsilon": \.epsilon])
    case let made as Lion:
      return try made.with(key, value, ["beta_1": \.beta1, "beta_2": \.beta2])
    case let made as Adagrad:
      return try made.with(
        key, value, ["initial_accumulator_value": \.initialAccumulatorValue, "epsilon": \.epsilon])
    case let made as Adadelta:
      return try made.with(key, value, ["rho": \.rho, "epsilon": \.epsilon])
    case let made as Ftrl:
      return try made.with(
        key, value,
        [
          "l1_regularization_strength": \.l1, "l2_regularization_strength": \.l2, "beta": \.beta,
          "learning_rate_power": \.learningRatePower,
        ])
    default: throw Unknown(word: "\(type(of: optimizer).className).\(key)")
    }
  }

  private static func rate(_ asked: Asked) throws -> LearningRate {
    if let number = asked.number { return .constant(number) }
    let initial = asked.number("initial_learning_rate") ?? .nan
    let steps = asked["config"]?["decay_steps"]?.integer ?? 0
    switch asked.kind {
    case "ExponentialDecay":
      try asked.expect(only: "initial_learning_rate", "decay_steps", "decay_rate", "staircase")
      return LearningRate(
        ExponentialDecay(
          initial, steps: steps, rate: asked.number("decay_rate") ?? .nan,
          staircase: asked.flag("staircase")))
    case "CosineDecay":
      try asked.expect(
        only: "initial_learning_rate", "decay_steps", "alpha", "warmup_target", "warmup_steps")
      return LearningRate(
        CosineDecay(
          initial, steps: steps, alpha: asked.number("alpha") ?? 0,
          warmupTarget: asked.number("warmup_target"),
          warmupSteps: asked["config"]?["warmup_steps"]?.integer ?? 0))
    case "InverseTimeDecay":
      try asked.expect(only: "initial_learning_rate", "decay_steps", "decay_rate", "staircase")
      return LearningRate(
        InverseTimeDecay(
          initial, steps: steps, rate: asked.number("decay_rate") ?? .nan,
          staircase: asked.flag("staircase")))
    case "PolynomialDecay":
      try asked.expect(
        only: "initial_learning_rate", "decay_steps", "end_learning_rate", "power", "cycle")
      return LearningRate(
        PolynomialDecay(
          initial, steps: steps, end: asked.number("end_learning_rate") ?? 0.0001,
          power: asked.number("power") ?? 1, cycle: asked.flag("cycle")))
    case "CosineDecayRestarts":
      try asked.expect(
        only: "initial_learning_rate", "first_decay_steps", "t_mul", "m_mul", "alpha")
      return LearningRate(
        CosineDecayRestarts(
          initial, firstSteps: asked["config"]?["first_decay_steps"]?.integer ?? 0,
          tMul: asked.number("t_mul") ?? 2, mMul: asked.number("m_mul") ?? 1,
          alpha: asked.number("alpha") ?? 0))
    case "PiecewiseConstantDecay":
      return LearningRate(
        PiecewiseConstantDecay(
          boundaries: asked["config"]?["boundaries"]?.numbers.map { Int($0) } ?? [],
          values: asked["config"]?["values"]?.numbers ?? []))
    default: throw Unknown(word: asked.kind ?? "learning_rate")
    }
  }
}

extension Optimizer {
  /// This optimizer with the setting of a key changed.
  fileprivate func with(
    _ key: String, _ value: Asked, _ numbers: [String: WritableKeyPath<Self, Double>],
    flags: [String: WritableKeyPath<Self, Bool>] = [:]
  ) throws -> Self {
    var changed = self
    if let setting = numbers[key], let number = value.number {
      changed[keyPath: setting] = number
    } else if let setting = flags[key], case .flag(let flag) = value {
      changed[keyPath: setting] = flag
    } else {
      throw Unknown(word: "\(Self.className).\(key)")
    }
    return changed
  }
}
