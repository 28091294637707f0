import AssayCore
import AssayModel

extension OptimizerOptions {
  /// - Parameters:
  ///   - standard: what the rule starts with.
  init(_ config: KerasConfig, standard: OptimizerOptions) throws {
    self = standard
    if config.has("weight_decay") { weightDecay = try config.optionalNumber("weight_decay") }
    // Keras takes 0 as nothing.
    func positive(_ key: String) throws -> Double? {
      try config.optionalNumber(key).flatMap { $0 == 0 ? nil : $0 }
    }
    func count(_ key: String) throws -> Int? {
      try config.optionalInt(key).flatMap { $0 == 0 ? nil : $0 }
    }
    clipNorm = try positive("clipnorm")
    clipValue = try positive("clipvalue")
    globalClipNorm = try positive("global_clipnorm")
    useEMA = try config.bool("use_ema", useEMA)
    emaMomentum = try config.number("ema_momentum", emaMomentum)
    emaOverwriteFrequency = try count("ema_overwrite_frequency")
    lossScaleFactor = try positive("loss_scale_factor")
    gradientAccumulationSteps = try count("gradient_accumulation_steps")
  }

  /// As Keras writes them, which does not write the parameters that do not decay.
  var config: [JSON.Member] {
    [
      .init("weight_decay", .optional(weightDecay)), .init("clipnorm", .optional(clipNorm)),
      .init("global_clipnorm", .optional(globalClipNorm)),
      .init("clipvalue", .optional(clipValue)), .init("use_ema", .bool(useEMA)),
      .init("ema_momentum", .number(emaMomentum)),
      .init("ema_overwrite_frequency", .optional(emaOverwriteFrequency)),
      .init("loss_scale_factor", .optional(lossScaleFactor)),
      .init("gradient_accumulation_steps", .optional(gradientAccumulationSteps)),
    ]
  }
}

extension JSON {
  static func optional(_ value: Double?) -> JSON { value.map { .number($0) } ?? .null }
}
