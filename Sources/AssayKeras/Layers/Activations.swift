import AssayCore
import AssayModel

extension KerasLayers {
  static let activations: [String: any KerasLayer.Type] = [
    "Activation": ActivationLayer.self, "ReLU": ReLU.self, "LeakyReLU": LeakyReLU.self,
    "ELU": ELU.self, "PReLU": PReLU.self, "Softmax": Softmax.self,
  ]
}

extension ActivationLayer: KerasLayer {
  convenience init(_ config: KerasConfig) throws {
    guard config.known("activation") != nil else {
      throw config.missing("activation", wanted: "the name of an activation")
    }
    self.init(try config.activation(), name: config.name)
  }

  var config: [JSON.Member] { get throws { [.init("activation", try activation.keras)] } }
}

extension KerasConfig {
  /// A number that is not below 0.
  fileprivate func positive(_ name: String, _ standard: Float? = nil) throws -> Float {
    try finite(name, standard, in: 0...Float.greatestFiniteMagnitude)
  }
}

extension ReLU: KerasLayer {
  convenience init(_ config: KerasConfig) throws {
    self.init(
      maxValue: try config.optionalFinite("max_value", in: 0...Float.greatestFiniteMagnitude),
      negativeSlope: try config.positive("negative_slope", 0),
      threshold: try config.positive("threshold", 0), name: config.name)
  }

  var config: [JSON.Member] {
    let settings = activation.settings.isEmpty ? [0, .infinity, 0] : activation.settings
    return [
      .init("max_value", settings[1] == .infinity ? .null : .float(settings[1])),
      .init("negative_slope", .float(settings[0])), .init("threshold", .float(settings[2])),
    ]
  }
}

extension LeakyReLU: KerasLayer {
  convenience init(_ config: KerasConfig) throws {
    // Older files call it `alpha`.
    let key = config.has("negative_slope") ? "negative_slope" : "alpha"
    self.init(negativeSlope: try config.positive(key, 0.3), name: config.name)
  }

  var config: [JSON.Member] { [.init("negative_slope", .float(activation.settings.first ?? 0.3))] }
}

extension ELU: KerasLayer {
  convenience init(_ config: KerasConfig) throws {
    self.init(alpha: try config.finite("alpha", 1), name: config.name)
  }

  var config: [JSON.Member] { [.init("alpha", .float(activation.settings.first ?? 1))] }
}

extension PReLU: KerasLayer {
  convenience init(_ config: KerasConfig) throws {
    let shared = config.value("shared_axes") == .array([]) ? [] : try config.axes("shared_axes")
    self.init(
      alphaInitializer: try config.initializer("alpha_initializer", .zeros),
      alphaRegularizer: try config.regularizer("alpha_regularizer"),
      alphaConstraint: try config.constraint("alpha_constraint"), sharedAxes: shared ?? [],
      name: config.name)
  }

  var config: [JSON.Member] {
    get throws {
      [
        .init("alpha_initializer", try alphaInitializer.keras),
        .init("alpha_regularizer", try .keras(alphaRegularizer)),
        .init("alpha_constraint", .keras(alphaConstraint)),
        .init("shared_axes", sharedAxes.isEmpty ? .null : .integers(sharedAxes)),
      ]
    }
  }
}

extension Softmax: KerasLayer {
  convenience init(_ config: KerasConfig) throws {
    self.init(axis: try config.axes("axis") ?? [-1], name: config.name)
  }

  var config: [JSON.Member] { [.init("axis", .axes(axis))] }
}
