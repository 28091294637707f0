import AssayCore
import AssayModel
import AssayTestSupport
import Foundation
import Testing

/// The cases of `make_optimizers.py`.
struct OptimizerCases: Decodable {
  struct Case: Decodable {
    struct Config: Decodable {
      var values: [String: Double] = [:]
      var schedule: (name: String, arguments: [String: Double])?
      var exclude: [String]?
      var excludeLayers: [String]?
      var nulls: Set<String> = []

      private struct Key: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
      }

      init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        for key in container.allKeys {
          switch key.stringValue {
          case "schedule":
            var list = try container.nestedUnkeyedContainer(forKey: key)
            let name = try list.decode(String.self)
            schedule = (name, try list.decode([String: Double].self))
          case "exclude": exclude = try container.decode([String].self, forKey: key)
          case "exclude_layers": excludeLayers = try container.decode([String].self, forKey: key)
          default:
            if try container.decodeNil(forKey: key) {
              nulls.insert(key.stringValue)
            } else if let flag = try? container.decode(Bool.self, forKey: key) {
              values[key.stringValue] = flag ? 1 : 0
            } else {
              values[key.stringValue] = try container.decode(Double.self, forKey: key)
            }
          }
        }
      }
    }

    var `class`: String
    var config: Config
    var after: [[[Double]]]
    var iterations: Int
    var variables: [String]?
    var state: [[Double]]?
    var final: [[Double]]?
  }

  var shapes: [String: [Int]]
  var kept: [Int]
  var start: [[Double]]
  var gradients: [[[Double]]]
  var cases: [Case]

  static let names = ["kernel", "tall", "bias", "scale"]

  static func read() throws -> [OptimizerCases] {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "Infinity", negativeInfinity: "-Infinity", nan: "NaN")
    return try ["optimizer_rules.json", "optimizer_rules_2.json"].map {
      try decoder.decode(OptimizerCases.self, from: Data(contentsOf: Golden.url($0)))
    }
  }

  /// The cases' parameters, with their first numbers.
  func store() throws -> ParameterStore {
    let shapes = Self.names.map { Shape(self.shapes[$0]!) }
    let store = try ParameterStore.made(of: Array(zip(Self.names, shapes)))
    for (index, values) in start.enumerated() {
      for (at, value) in values.enumerated() {
        store.values[store.offsets[index] + at] = Float(value)
      }
    }
    return store
  }

  /// Writes the gradients of `step` where a training program leaves them.
  func write(step: Int, into store: ParameterStore) {
    for (index, values) in gradients[step].enumerated() {
      for (at, value) in values.enumerated() {
        store.gradients[store.offsets[index] + at] = Float(value)
      }
    }
  }
}

extension ParameterStore {
  /// Parameters of these names and shapes, as a layer declares them.
  static func made(of parameters: [(String, Shape)]) throws -> ParameterStore {
    final class Holder: Layer {
      let wanted: [(String, Shape)]

      init(_ wanted: [(String, Shape)]) {
        self.wanted = wanted
        super.init()
      }

      override func call(_ inputs: [Symbol], _ scope: Scope) -> Symbol {
        wanted.reduce(inputs[0].sum()) { sum, one in
          sum + scope.parameter(one.0, one.1, .zeros).sum()
        }
      }
    }
    let x = Input(1)
    return try Network(inputs: [x], outputs: [Holder(parameters)(x)], seed: 0).store
  }

  func numbers(of index: Int) -> [Float] {
    (0..<parameters[index].shape.elements).map { values[offsets[index] + $0] }
  }
}

extension OptimizerCases.Case {
  /// The optimizer of this case.
  func optimizer() throws -> any Optimizer {
    var made = try Optimizers.named(self.class)
    for (key, value) in config.values {
      switch key {
      case "learning_rate": made.learningRate = .constant(value)
      case "weight_decay": made.options.weightDecay = value
      case "clipnorm": made.options.clipNorm = value
      case "clipvalue": made.options.clipValue = value
      case "global_clipnorm": made.options.globalClipNorm = value
      case "use_ema": made.options.useEMA = value != 0
      case "ema_momentum": made.options.emaMomentum = value
      case "ema_overwrite_frequency": made.options.emaOverwriteFrequency = Int(value)
      case "loss_scale_factor": made.options.lossScaleFactor = value
      case "gradient_accumulation_steps": made.options.gradientAccumulationSteps = Int(value)
      default: made = try #require(set(key, value, on: made), "\(self.class) \(key)")
      }
    }
    if let (name, arguments) = config.schedule {
      made.learningRate = try ScheduleCase(class: name, numbers: arguments).schedule()
    }
    if let names = config.exclude { made.excludeFromWeightDecay(names: names) }
    if var muon = made as? Muon {
      if let names = config.excludeLayers { muon.excludedLayers = names }
      if config.nulls.contains("rms_rate") { muon.rmsRate = nil }
      made = muon
    }
    return made
  }

  private func set(_ key: String, _ value: Double, on optimizer: any Optimizer) -> (any Optimizer)?
  {
    func changed<O: Optimizer>(_ paths: [String: WritableKeyPath<O, Double>]) -> (any Optimizer)? {
      guard var one = optimizer as? O, let path = paths[key] else { return nil }
      one[keyPath: path] = value
      return one
    }
    func switched<O: Optimizer>(_ paths: [String: WritableKeyPath<O, Bool>]) -> (any Optimizer)? {
      guard var one = optimizer as? O, let path = paths[key] else { return nil }
      one[keyPath: path] = value != 0
      return one
    }
    func counted<O: Optimizer>(_ paths: [String: WritableKeyPath<O, Int>]) -> (any Optimizer)? {
      guard var one = optimizer as? O, let path = paths[key] else { return nil }
      one[keyPath: path] = Int(value)
      return one
    }
    switch optimizer {
    case is SGD:
      return changed(["momentum": \SGD.momentum]) ?? switched(["nesterov": \SGD.nesterov])
    case is RMSprop:
      return changed(["rho": \RMSprop.rho, "momentum": \.momentum, "epsilon": \.epsilon])
        ?? switched(["centered": \RMSprop.centered])
    case is Adam:
      return changed(["beta_1": \Adam.beta1, "beta_2": \.beta2, "epsilon": \.epsilon])
        ?? switched(["amsgrad": \Adam.amsgrad])
    case is AdamW:
      return switched(["amsgrad": \AdamW.amsgrad])
    case is Adagrad:
      return changed([
        "initial_accumulator_value": \Adagrad.initialAccumulatorValue, "epsilon": \.epsilon,
      ])
    case is Adadelta: return changed(["rho": \Adadelta.rho, "epsilon": \.epsilon])
    case is Adamax:
      return changed(["beta_1": \Adamax.beta1, "beta_2": \.beta2, "epsilon": \.epsilon])
    case is Nadam:
      return changed(["beta_1": \Nadam.beta1, "beta_2": \.beta2, "epsilon": \.epsilon])
    case is Ftrl:
      return changed([
        "learning_rate_power": \Ftrl.learningRatePower,
        "initial_accumulator_value": \.initialAccumulatorValue,
        "l1_regularization_strength": \.l1, "l2_regularization_strength": \.l2,
        "l2_shrinkage_regularization_strength": \.l2Shrinkage, "beta": \.beta,
      ])
    case is Lion: return changed(["beta_1": \Lion.beta1, "beta_2": \.beta2])
    case is Lamb:
      return changed(["beta_1": \Lamb.beta1, "beta_2": \.beta2, "epsilon": \.epsilon])
    case is Adafactor:
      return changed([
        "beta_2_decay": \Adafactor.beta2Decay, "epsilon_1": \.epsilon1, "epsilon_2": \.epsilon2,
        "clip_threshold": \.clipThreshold,
      ]) ?? switched(["relative_step": \Adafactor.relativeStep])
    case is Muon:
      if key == "adam_weight_decay", var muon = optimizer as? Muon {
        muon.adamWeightDecay = value
        return muon
      }
      return changed([
        "adam_lr_ratio": \Muon.adamRateRatio, "momentum": \.momentum,
        "muon_a": \.coefficients.a, "muon_b": \.coefficients.b, "muon_c": \.coefficients.c,
      ]) ?? switched(["nesterov": \Muon.nesterov])
        ?? counted(["ns_steps": \Muon.newtonSchulzSteps])
    case is ScheduleFreeAdamW:
      return changed([
        "beta_1": \ScheduleFreeAdamW.beta1, "beta_2": \.beta2, "epsilon": \.epsilon,
      ]) ?? counted(["warmup_steps": \ScheduleFreeAdamW.warmupSteps])
    default: return nil
    }
  }
}
