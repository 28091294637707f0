import AssayCore
import AssayModel

extension Muon: KerasOptimizer {
  init() { self.init(learningRate: 0.001) }

  mutating func read(_ config: KerasConfig) throws {
    adamBeta1 = try config.number("adam_beta_1", adamBeta1)
    adamBeta2 = try config.number("adam_beta_2", adamBeta2)
    if config.has("adam_weight_decay") {
      adamWeightDecay = try config.optionalNumber("adam_weight_decay")
    }
    epsilon = try config.number("epsilon", epsilon)
    excludedLayers = try readExcluded(config)
    excludesEmbeddings = try config.bool("exclude_embeddings", excludesEmbeddings)
    coefficients = (
      a: try config.number("muon_a", coefficients.a),
      b: try config.number("muon_b", coefficients.b),
      c: try config.number("muon_c", coefficients.c)
    )
    adamRateRatio = try config.number("adam_lr_ratio", adamRateRatio)
    momentum = try config.number("momentum", momentum)
    newtonSchulzSteps = try config.int("ns_steps", newtonSchulzSteps, in: 0...1000)
    nesterov = try config.bool("nesterov", nesterov)
    if config.has("rms_rate") { rmsRate = try config.optionalNumber("rms_rate") }
  }

  /// Keras searches with regular expressions; here each is a part of a path.
  private func readExcluded(_ config: KerasConfig) throws -> [String] {
    guard let value = config.known("exclude_layers") else { return [] }
    guard case .array(let items) = value else {
      throw config.wrong("exclude_layers", value, wanted: "a list of parts of layers' names")
    }
    return try items.map { item in
      guard case .string(let text) = item, !text.contains(where: { "\\^$.|?*+()[]{}".contains($0) })
      else {
        throw config.wrong(
          "exclude_layers", value, wanted: "parts of layers' names, not regular expressions")
      }
      return text
    }
  }

  var config: [JSON.Member] {
    [
      .init("adam_beta_1", .number(adamBeta1)), .init("adam_beta_2", .number(adamBeta2)),
      .init("epsilon", .number(epsilon)), .init("exclude_layers", .strings(excludedLayers)),
      .init("muon_a", .number(coefficients.a)), .init("muon_b", .number(coefficients.b)),
      .init("muon_c", .number(coefficients.c)), .init("adam_lr_ratio", .number(adamRateRatio)),
      .init("momentum", .number(momentum)), .init("ns_steps", .integer(newtonSchulzSteps)),
      .init("nesterov", .bool(nesterov)), .init("exclude_embeddings", .bool(excludesEmbeddings)),
      .init("adam_weight_decay", .optional(adamWeightDecay)),
      .init("rms_rate", .optional(rmsRate)),
    ]
  }
}
