import AssayCore
import AssayModel

extension KerasLayers {
  static let noise: [String: any KerasLayer.Type] = [
    "Dropout": Dropout.self, "AlphaDropout": AlphaDropout.self,
    "GaussianDropout": GaussianDropout.self, "GaussianNoise": GaussianNoise.self,
    "SpatialDropout1D": SpatialDropout1D.self, "SpatialDropout2D": SpatialDropout2D.self,
  ]
}

extension Dropout: KerasLayer {
  convenience init(_ config: KerasConfig) throws {
    self.init(
      try config.rate("rate"), noiseShape: try config.noiseShape(), seed: try config.seed(),
      name: config.name)
  }

  var config: [JSON.Member] {
    [
      .init("rate", .float(rate)), .init("seed", .optional(seed)),
      .init("noise_shape", .noiseShape(noiseShape)),
    ]
  }
}

extension AlphaDropout: KerasLayer {
  convenience init(_ config: KerasConfig) throws {
    self.init(
      try config.rate("rate"), noiseShape: try config.noiseShape(), seed: try config.seed(),
      name: config.name)
  }

  var config: [JSON.Member] {
    [
      .init("rate", .float(rate)), .init("seed", .optional(seed)),
      .init("noise_shape", .noiseShape(noiseShape)),
    ]
  }
}

extension GaussianDropout: KerasLayer {
  convenience init(_ config: KerasConfig) throws {
    self.init(try config.rate("rate"), seed: try config.seed(), name: config.name)
  }

  var config: [JSON.Member] { [.init("rate", .float(rate)), .init("seed", .optional(seed))] }
}

extension GaussianNoise: KerasLayer {
  convenience init(_ config: KerasConfig) throws {
    self.init(
      try config.finite("stddev", in: 0...1), seed: try config.seed(), name: config.name)
  }

  var config: [JSON.Member] { [.init("stddev", .float(stddev)), .init("seed", .optional(seed))] }
}

extension SpatialDropout1D: KerasLayer {
  convenience init(_ config: KerasConfig) throws {
    config.ignore("noise_shape")
    self.init(try config.rate("rate"), seed: try config.seed(), name: config.name)
  }

  static var takesTrainable: Bool { false }

  var config: [JSON.Member] { [.init("rate", .float(rate)), .init("seed", .optional(seed))] }
}

extension SpatialDropout2D: KerasLayer {
  convenience init(_ config: KerasConfig) throws {
    try config.channelsLast()
    config.ignore("noise_shape")
    self.init(try config.rate("rate"), seed: try config.seed(), name: config.name)
  }

  static var takesTrainable: Bool { false }

  var config: [JSON.Member] {
    [.init("rate", .float(rate)), .init("seed", .optional(seed)), .channelsLast]
  }
}
