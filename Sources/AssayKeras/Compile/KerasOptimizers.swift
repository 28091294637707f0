import AssayCore
import AssayMetrics
import AssayModel

/// An optimizer that Keras's files know: all of Assay's.
protocol KerasOptimizer: Optimizer {
  /// The arguments of the rule in Keras's order; the rate and the options are those of all alike.
  static var arguments: [KerasArgument<Self>] { get }
}

/// Keras's objects <-> optimizers.
///
///     let adam = try KerasOptimizers.read("adam")
///     try KerasOptimizers.write(adam, currentRate: 0.0005)   // {"module": "keras.optimizers", …}
package enum KerasOptimizers {
  /// The closed list, each with Keras's defaults.
  private static let all: [any KerasOptimizer] = [
    Adadelta(), Adafactor(), Adagrad(), Adam(), AdamW(), Adamax(), Ftrl(), Lamb(), Lion(), Muon(),
    Nadam(), RMSprop(), SGD(), ScheduleFreeAdamW(),
  ]

  /// Makes the optimizer that a name or an object stands for.
  ///
  /// A `decay` of Keras 2 becomes an ``InverseTimeDecay``, as it was one.
  ///
  /// - Throws: ``KerasFileError`` for an optimizer or an argument that Assay does not have.
  package static func read(_ json: JSON) throws -> any Optimizer { try read(json, depth: 0) }

  private static func read(_ json: JSON, depth: Int) throws -> any Optimizer {
    var object: KerasObject
    if case .string(let name) = json {
      object = KerasObject(module: nil, className: name, config: .object([]))
    } else {
      object = try KerasObject(json, "optimizer")
    }
    // What some versions of Keras 2 registered their own optimizers as.
    if object.module == nil, object.className.hasPrefix("Custom>") {
      object.className.removeFirst("Custom>".count)
    }
    let wanted = object.className.lowercased()
    let isScaled = wanted == LossScaleOptimizer.className.lowercased()
    let standard = all.first { className(of: $0).lowercased() == wanted }
    guard isScaled || standard != nil else {
      throw KerasFileError(
        found: "the optimizer \(KerasMessage.quoted(object.className))",
        wanted: "one that Assay has: "
          + (all.map { className(of: $0) } + [LossScaleOptimizer.className]).joined(separator: ", ")
      )
    }
    object.className = standard.map { className(of: $0) } ?? LossScaleOptimizer.className
    // Keras 2 kept every number in float32: 0.8999999761581421.
    if object.config["decay"] != nil, case .object(let members) = object.config {
      object.config = .object(
        members.map { member in
          guard case .number(let number) = member.value else { return member }
          return .init(member.name, .number(KerasSchedules.shortest(number)))
        })
    }
    do {
      let config = try KerasConfig(object)
      config.ignore("name", "jit_compile", "is_legacy_optimizer")
      let optimizer: any Optimizer
      if let standard {
        optimizer = try read(config, standard: standard)
      } else {
        optimizer = try readScaled(config, depth: depth)
      }
      try config.finish()
      try optimizer.validate()
      return optimizer
    } catch let error as ModelError {
      throw KerasFileError(error, place: object.className)
    }
  }

  private static func className(of optimizer: any Optimizer) -> String {
    type(of: optimizer).className
  }

  private static func read<Rule: KerasOptimizer>(
    _ config: KerasConfig, standard: Rule
  ) throws -> any Optimizer {
    var rule = standard
    rule.options = try OptimizerOptions(config, standard: rule.options)
    rule.learningRate = try KerasSchedules.rate(config, standard: rule.learningRate)
    for argument in Rule.arguments { try argument.read(config, into: &rule) }
    return rule
  }

  private static func arguments<Rule: KerasOptimizer>(of rule: Rule) -> [JSON.Member] {
    Rule.arguments.map { $0.written(rule) }
  }

  private static func readScaled(_ config: KerasConfig, depth: Int) throws -> any Optimizer {
    guard depth == 0 else {
      throw config.wrong(
        "inner_optimizer", "LossScaleOptimizer",
        wanted: "an optimizer that does not scale the loss itself")
    }
    guard let inner = config.known("inner_optimizer") else {
      throw config.missing(
        "inner_optimizer", wanted: "the optimizer whose loss is scaled, which a name does not say")
    }
    // Keras 2 could also scale by a number that stays.
    guard try config.bool("dynamic", true) else {
      throw config.wrong(
        "dynamic", false, wanted: "true; an optimizer's own loss_scale_factor stays")
    }
    return LossScaleOptimizer(
      try read(inner, depth: depth + 1), initialScale: try config.number("initial_scale", 32768),
      dynamicGrowthSteps: try config.int("dynamic_growth_steps", 2000))
  }

  /// The object that an optimizer is, with the keys that Keras 3.15 writes.
  ///
  /// - Parameters:
  ///   - currentRate: the rate that training has arrived at; that of the optimizer by default. Where a
  ///     schedule decides, that is written instead.
  ///   - name: of the optimizer; its class in snake case by default.
  /// - Throws: ``KerasFileError`` for rules and schedules of one's own.
  package static func write(
    _ optimizer: any Optimizer, currentRate: Double? = nil, name: JSON? = nil
  ) throws -> JSON {
    let className = className(of: optimizer)
    let name = JSON.Member("name", name ?? .string(AssayModel.snakeCase(className)))
    let config: [JSON.Member]
    if let scaled = optimizer as? LossScaleOptimizer {
      config = [
        name, .init("inner_optimizer", try write(scaled.inner, currentRate: currentRate)),
        .init("initial_scale", .number(scaled.initialScale)),
        .init("dynamic_growth_steps", .integer(scaled.dynamicGrowthSteps)),
      ]
    } else if let rule = optimizer as? any KerasOptimizer {
      let rate = try KerasSchedules.write(rule.learningRate, currentRate: currentRate)
      config = [name, .init("learning_rate", rate)] + rule.options.config + arguments(of: rule)
    } else {
      throw KerasFileError(
        found: "the optimizer \(className)",
        wanted: "an optimizer that Keras has, for a file that Keras opens")
    }
    return KerasObject(module: "keras.optimizers", className: className, config: .object(config))
      .json
  }
}
