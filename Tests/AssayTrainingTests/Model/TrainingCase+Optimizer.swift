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
    let number = value.number ?? .nan
    let flag = if case .flag(let flag) = value { flag } else { false }
    switch (optimizer, key) {
    case (var sgd as SGD, "momentum"):
      sgd.momentum = number
      return sgd
    case (var sgd as SGD, "nesterov"):
      sgd.nesterov = flag
      return sgd
    case (var rms as RMSprop, "rho"):
      rms.rho = number
      return rms
    case (var rms as RMSprop, "momentum"):
      rms.momentum = number
      return rms
    case (var rms as RMSprop, "centered"):
      rms.centered = flag
      return rms
    case (var adam as Adam, "beta_2"):
      adam.beta2 = number
      return adam
    case (var adam as Adam, "amsgrad"):
      adam.amsgrad = flag
      return adam
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
    case "PiecewiseConstantDecay":
      return LearningRate(
        PiecewiseConstantDecay(
          boundaries: asked["config"]?["boundaries"]?.numbers.map { Int($0) } ?? [],
          values: asked["config"]?["values"]?.numbers ?? []))
    default: throw Unknown(word: asked.kind ?? "learning_rate")
    }
  }
}
