import AssayCore
import AssayModel

extension KerasConfig {
  /// The initializer under a name.
  ///
  /// Seeds are read over, and kept: Assay's initial numbers are counted from the seed of the training.
  func initializer(_ key: String, _ standard: Initializer) throws -> Initializer {
    guard let value = known(key) else { return standard }
    if case .string(let name) = value {
      guard let found = Initializer.named[name] else {
        throw wrong(
          key, value,
          wanted: "one of " + Initializer.named.keys.sorted().joined(separator: ", "))
      }
      return found
    }
    return try inside(key) {
      let config = try KerasConfig(KerasObject(value, "\(className), \(key)"))
      let initializer = try Initializer(config)
      for one in config.kept { keep(one.value, at: [key, "config"] + one.path) }
      return initializer
    }
  }

  /// Says of a mistake which argument it is in.
  func inside<Value>(_ key: String, _ body: () throws -> Value) throws -> Value {
    do {
      return try body()
    } catch let error as KerasFileError {
      throw error.place.hasPrefix("\(className), ") ? error : error.inside("\(className), \(key)")
    }
  }
}

extension Initializer {
  /// By the names that Keras takes: of a class, or in snake case.
  static let named: [String: Initializer] = {
    let classes: [(String, String, Initializer)] = [
      ("Zeros", "zeros", .zeros), ("Ones", "ones", .ones), ("Constant", "constant", .constant(0)),
      ("RandomUniform", "random_uniform", .randomUniform()),
      ("RandomNormal", "random_normal", .randomNormal()),
      ("TruncatedNormal", "truncated_normal", .truncatedNormal()),
      (
        "VarianceScaling", "variance_scaling",
        .varianceScaling(scale: 1, fan: .input, distribution: .truncatedNormal)
      ),
      ("GlorotUniform", "glorot_uniform", .glorotUniform),
      ("GlorotNormal", "glorot_normal", .glorotNormal), ("HeUniform", "he_uniform", .heUniform),
      ("HeNormal", "he_normal", .heNormal), ("LecunUniform", "lecun_uniform", .lecunUniform),
      ("LecunNormal", "lecun_normal", .lecunNormal),
      ("Orthogonal", "orthogonal", .orthogonal()), ("Identity", "identity", .identity()),
      ("OrthogonalInitializer", "orthogonal_initializer", .orthogonal()),
      ("IdentityInitializer", "identity_initializer", .identity()), ("zero", "one_", .zeros),
      ("one", "one_", .ones), ("uniform", "one_", .randomUniform()),
      ("normal", "one_", .randomNormal()),
    ]
    var table: [String: Initializer] = [:]
    for (name, snake, value) in classes {
      table[name] = value
      if snake != "one_" { table[snake] = value }
    }
    return table
  }()

  /// - Throws: ``KerasFileError``.
  fileprivate init(_ config: KerasConfig) throws {
    config.ignore("seed", "dtype", "name")
    switch config.className {
    case "Zeros": self = .zeros
    case "Ones": self = .ones
    case "Constant":
      // Numbers for a whole parameter, such as vectors of words, come as an array.
      let values = try config.finites("value") ?? [0]
      self = values.count == 1 ? .constant(values[0]) : .values(values)
    case "RandomUniform":
      let minimum = try config.finite("minval", -0.05)
      let maximum = try config.finite("maxval", 0.05)
      guard minimum <= maximum, (maximum - minimum).isFinite else {
        throw config.wrong(
          "minval", .float(minimum), wanted: "a number that is not above maxval, \(maximum)")
      }
      self = .randomUniform(minimum: minimum, maximum: maximum)
    case "RandomNormal":
      self = .randomNormal(
        mean: try config.finite("mean", 0), deviation: try config.deviation())
    case "TruncatedNormal":
      self = .truncatedNormal(
        mean: try config.finite("mean", 0), deviation: try config.deviation())
    case "VarianceScaling":
      try config.fansOfLastAxes()
      let scale = try config.finite("scale", 1, in: 0...Float.greatestFiniteMagnitude)
      guard scale > 0 else {
        throw config.wrong("scale", .float(scale), wanted: "a number above 0")
      }
      self = .varianceScaling(
        scale: scale,
        fan: try config.choice(
          "mode", .input, ["fan_in": .input, "fan_out": .output, "fan_avg": .average]),
        distribution: try config.choice(
          "distribution", .truncatedNormal,
          [
            "truncated_normal": .truncatedNormal, "normal": .truncatedNormal,
            "untruncated_normal": .untruncatedNormal, "uniform": .uniform,
          ]))
    case "GlorotUniform", "GlorotNormal", "HeUniform", "HeNormal", "LecunUniform", "LecunNormal":
      try config.fansOfLastAxes()
      self = Initializer.named[config.className] ?? .glorotUniform
    case "Orthogonal", "OrthogonalInitializer":
      self = .orthogonal(gain: try config.finite("gain", 1))
    case "Identity", "IdentityInitializer":
      self = .identity(gain: try config.finite("gain", 1))
    default:
      throw KerasFileError(
        found: "an initializer of class \(config.className)",
        wanted: "one that Assay has: "
          + Initializer.named.keys.filter { $0.first?.isUppercase == true }.sorted()
          .joined(separator: ", "))
    }
    try config.finish()
  }

  /// The initializer as Keras writes it. Numbers that were set by hand are written as `Zeros`: the file's
  /// weights are what counts.
  ///
  /// - Throws: ``KerasFileError`` for one that Keras does not have.
  var keras: JSON {
    get throws {
      let seed = JSON.Member("seed", .null)
      let fans = [JSON.Member("input_axes", .null), JSON.Member("output_axes", .null)]
      switch self {
      case .zeros, .values: return .initializer("Zeros", [])
      case .ones: return .initializer("Ones", [])
      case .constant(let value): return .initializer("Constant", [.init("value", .float(value))])
      case .randomUniform(let minimum, let maximum):
        return .initializer(
          "RandomUniform",
          [seed, .init("minval", .float(minimum)), .init("maxval", .float(maximum))])
      case .randomNormal(let mean, let deviation):
        return .initializer(
          "RandomNormal", [seed, .init("mean", .float(mean)), .init("stddev", .float(deviation))])
      case .truncatedNormal(let mean, let deviation):
        return .initializer(
          "TruncatedNormal",
          [seed, .init("mean", .float(mean)), .init("stddev", .float(deviation))])
      case .glorotUniform: return .initializer("GlorotUniform", [seed] + fans)
      case .glorotNormal: return .initializer("GlorotNormal", [seed] + fans)
      case .heUniform: return .initializer("HeUniform", [seed] + fans)
      case .heNormal: return .initializer("HeNormal", [seed] + fans)
      case .lecunUniform: return .initializer("LecunUniform", [seed] + fans)
      case .lecunNormal: return .initializer("LecunNormal", [seed] + fans)
      case .varianceScaling(let scale, let fan, let distribution):
        let mode =
          switch fan {
          case .input: "fan_in"
          case .output: "fan_out"
          case .average: "fan_avg"
          }
        let drawn =
          switch distribution {
          case .uniform: "uniform"
          case .truncatedNormal: "truncated_normal"
          case .untruncatedNormal: "untruncated_normal"
          }
        return .initializer(
          "VarianceScaling",
          [
            seed, .init("scale", .float(scale)), .init("mode", .string(mode)),
            .init("distribution", .string(drawn)),
          ] + fans)
      case .orthogonal(let gain):
        return .initializer("Orthogonal", [seed, .init("gain", .float(gain))])
      case .identity(let gain):
        return .initializer("Identity", gain == 1 ? [] : [.init("gain", .float(gain))])
      case .unitForgetBias:
        throw KerasFileError(
          found: "the initializer unitForgetBias",
          wanted: "an LSTM with unitForgetBias: Keras has no such initializer")
      }
    }
  }
}

extension KerasConfig {
  fileprivate func deviation() throws -> Float {
    try finite("stddev", 0.05, in: 0...Float.greatestFiniteMagnitude)
  }

  /// - Throws: ``KerasFileError`` where fans are counted along other axes than the last two.
  fileprivate func fansOfLastAxes() throws {
    try only("input_axes", because: "fans are those of the last two axes")
    try only("output_axes", because: "fans are those of the last two axes")
  }
}

extension JSON {
  fileprivate static func initializer(_ name: String, _ config: [Member]) -> JSON {
    KerasObject(module: "keras.initializers", className: name, config: .object(config)).json
  }
}
