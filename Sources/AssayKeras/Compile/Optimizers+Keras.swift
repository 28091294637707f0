import AssayModel

extension Adadelta: KerasOptimizer {
  static var arguments: [KerasArgument<Self>] {
    [.number("rho", \.rho), .number("epsilon", \.epsilon)]
  }
}

extension Adafactor: KerasOptimizer {
  static var arguments: [KerasArgument<Self>] {
    [
      .number("beta_2_decay", \.beta2Decay), .number("epsilon_1", \.epsilon1),
      .number("epsilon_2", \.epsilon2), .number("clip_threshold", \.clipThreshold),
      .flag("relative_step", \.relativeStep),
    ]
  }
}

extension Adagrad: KerasOptimizer {
  static var arguments: [KerasArgument<Self>] {
    [
      .number("initial_accumulator_value", \.initialAccumulatorValue),
      .number("epsilon", \.epsilon),
    ]
  }
}

extension Adam: KerasOptimizer {
  static var arguments: [KerasArgument<Self>] {
    [
      .number("beta_1", \.beta1), .number("beta_2", \.beta2), .number("epsilon", \.epsilon),
      .flag("amsgrad", \.amsgrad),
    ]
  }
}

extension AdamW: KerasOptimizer {
  static var arguments: [KerasArgument<Self>] {
    [
      .number("beta_1", \.beta1), .number("beta_2", \.beta2), .number("epsilon", \.epsilon),
      .flag("amsgrad", \.amsgrad),
    ]
  }
}

extension Adamax: KerasOptimizer {
  static var arguments: [KerasArgument<Self>] {
    [.number("beta_1", \.beta1), .number("beta_2", \.beta2), .number("epsilon", \.epsilon)]
  }
}

extension Ftrl: KerasOptimizer {
  static var arguments: [KerasArgument<Self>] {
    [
      .number("learning_rate_power", \.learningRatePower),
      .number("initial_accumulator_value", \.initialAccumulatorValue),
      .number("l1_regularization_strength", \.l1), .number("l2_regularization_strength", \.l2),
      .number("l2_shrinkage_regularization_strength", \.l2Shrinkage), .number("beta", \.beta),
    ]
  }
}

extension Lamb: KerasOptimizer {
  static var arguments: [KerasArgument<Self>] {
    [.number("beta_1", \.beta1), .number("beta_2", \.beta2), .number("epsilon", \.epsilon)]
  }
}

extension Lion: KerasOptimizer {
  static var arguments: [KerasArgument<Self>] {
    [.number("beta_1", \.beta1), .number("beta_2", \.beta2)]
  }
}

extension Muon: KerasOptimizer {
  static var arguments: [KerasArgument<Self>] {
    [
      .number("adam_beta_1", \.adamBeta1), .number("adam_beta_2", \.adamBeta2),
      .number("epsilon", \.epsilon), .parts("exclude_layers", \.excludedLayers),
      .number("muon_a", \.coefficients.a), .number("muon_b", \.coefficients.b),
      .number("muon_c", \.coefficients.c), .number("adam_lr_ratio", \.adamRateRatio),
      .number("momentum", \.momentum), .count("ns_steps", \.newtonSchulzSteps, 0...1000),
      .flag("nesterov", \.nesterov), .flag("exclude_embeddings", \.excludesEmbeddings),
      .optional("adam_weight_decay", \.adamWeightDecay), .optional("rms_rate", \.rmsRate),
    ]
  }
}

extension Nadam: KerasOptimizer {
  static var arguments: [KerasArgument<Self>] {
    [.number("beta_1", \.beta1), .number("beta_2", \.beta2), .number("epsilon", \.epsilon)]
  }
}

extension RMSprop: KerasOptimizer {
  static var arguments: [KerasArgument<Self>] {
    [
      .number("rho", \.rho), .number("momentum", \.momentum), .number("epsilon", \.epsilon),
      .flag("centered", \.centered),
    ]
  }
}

extension SGD: KerasOptimizer {
  static var arguments: [KerasArgument<Self>] {
    [.number("momentum", \.momentum), .flag("nesterov", \.nesterov)]
  }
}

extension ScheduleFreeAdamW: KerasOptimizer {
  static var arguments: [KerasArgument<Self>] {
    [
      .number("beta_1", \.beta1), .number("beta_2", \.beta2), .number("epsilon", \.epsilon),
      .count("warmup_steps", \.warmupSteps),
    ]
  }
}
