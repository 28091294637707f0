import AssayCore
import AssayModel

/// A schedule that Keras's files know.
protocol KerasSchedule: LearningRateSchedule {
  init(_ config: KerasConfig) throws
  /// The arguments as Keras writes them.
  var config: [JSON.Member] { get }
  /// The name that Keras gives it.
  static var standardName: String { get }
}

/// Keras's objects <-> schedules of the learning rate.
enum KerasSchedules {
  private static let all: [String: any KerasSchedule.Type] = [
    "CosineDecay": CosineDecay.self, "CosineDecayRestarts": CosineDecayRestarts.self,
    "ExponentialDecay": ExponentialDecay.self, "InverseTimeDecay": InverseTimeDecay.self,
    "PiecewiseConstantDecay": PiecewiseConstantDecay.self,
    "PolynomialDecay": PolynomialDecay.self,
  ]

  /// The rate of an optimizer: `learning_rate`, which is a number or a schedule, or the `lr` and `decay`
  /// of Keras 2.
  static func rate(_ config: KerasConfig, standard: LearningRate) throws -> LearningRate {
    let key = !config.has("learning_rate") && config.has("lr") ? "lr" : "learning_rate"
    config.ignore("lr")
    // The Nadam of Keras 2 calls another number so, which its successors have fixed.
    let isNadam = config.className == Nadam.className
    let decay = isNadam ? 0 : try config.number("decay", 0)
    config.ignore("decay", "schedule_decay")
    guard decay >= 0, decay.isFinite else {
      throw config.wrong("decay", .number(decay), wanted: "a finite number of 0 or more")
    }
    var rate = standard
    if let value = config.known(key) {
      if let number = KerasConfig.number(value) {
        rate = .constant(shortest(number))
      } else if case .object = value {
        let schedule = try schedule(try KerasObject(value, "\(config.className), \(key)"))
        rate = LearningRate(schedule)
      } else {
        throw config.wrong(key, value, wanted: "a number or a schedule")
      }
    }
    guard decay > 0 else { return rate }
    guard let initial = rate.constant else {
      throw config.wrong(
        "decay", .number(decay), wanted: "0 where a schedule decides the learning rate")
    }
    return LearningRate(InverseTimeDecay(initial, steps: 1, rate: decay))
  }

  private static func schedule(_ object: KerasObject) throws -> any LearningRateSchedule {
    guard let type = all[object.className] else {
      throw KerasFileError(
        found: "the schedule \(KerasMessage.quoted(object.className))",
        wanted: "one that Assay has: " + all.keys.sorted().joined(separator: ", "))
    }
    do {
      let config = try KerasConfig(object)
      config.ignore("name")
      let schedule = try type.init(config)
      try config.finish()
      try schedule.validate()
      return schedule
    } catch let error as ModelError {
      throw KerasFileError(error, place: object.className)
    }
  }

  /// The number or the object that a rate is.
  static func write(_ rate: LearningRate, currentRate: Double?) throws -> JSON {
    // Keras keeps the rate in float32.
    if let constant = rate.constant { return .number(Double(Float(currentRate ?? constant))) }
    guard let schedule = rate.schedule as? any KerasSchedule else {
      throw KerasFileError(
        found: "the learning rate's schedule \(type(of: rate.schedule))",
        wanted: "a schedule that Keras has, for a file that Keras opens: "
          + all.keys.sorted().joined(separator: ", "))
    }
    return KerasObject(
      module: "keras.optimizers.schedules", className: "\(type(of: schedule))",
      config: .object(schedule.config)
    ).json
  }

  /// 0.001 of what Keras writes for it: 0.0010000000474974513.
  static func shortest(_ number: Double) -> Double {
    let float = Float(number)
    guard number.isFinite, Double(float) == number else { return number }
    return Double(float.description) ?? number
  }
}

extension KerasConfig {
  fileprivate func rate() throws -> Double { try number("initial_learning_rate") }
  fileprivate func steps(_ key: String = "decay_steps") throws -> Int {
    try int(key, in: 1...KerasConfig.largest)
  }
}

extension KerasSchedule {
  static var standardName: String { "\(Self.self)" }
  fileprivate var name: JSON.Member { .init("name", .string(Self.standardName)) }
}

extension CosineDecay: KerasSchedule {
  init(_ config: KerasConfig) throws {
    self.init(
      try config.rate(), steps: try config.steps(), alpha: try config.number("alpha", 0),
      warmupTarget: try config.optionalNumber("warmup_target"),
      warmupSteps: try config.int("warmup_steps", 0, in: 0...KerasConfig.largest))
  }

  var config: [JSON.Member] {
    [
      .init("initial_learning_rate", .number(initial)), .init("decay_steps", .integer(steps)),
      .init("alpha", .number(alpha)), name,
      .init("warmup_target", .optional(warmupTarget)),
      .init("warmup_steps", .integer(warmupSteps)),
    ]
  }
}

extension CosineDecayRestarts: KerasSchedule {
  static var standardName: String { "SGDRDecay" }

  init(_ config: KerasConfig) throws {
    self.init(
      try config.rate(), firstSteps: try config.steps("first_decay_steps"),
      tMul: try config.number("t_mul", 2), mMul: try config.number("m_mul", 1),
      alpha: try config.number("alpha", 0))
  }

  var config: [JSON.Member] {
    [
      .init("initial_learning_rate", .number(initial)),
      .init("first_decay_steps", .integer(firstSteps)), .init("t_mul", .number(tMul)),
      .init("m_mul", .number(mMul)), .init("alpha", .number(alpha)), name,
    ]
  }
}

extension ExponentialDecay: KerasSchedule {
  init(_ config: KerasConfig) throws {
    self.init(
      try config.rate(), steps: try config.steps(), rate: try config.number("decay_rate"),
      staircase: try config.bool("staircase", false))
  }

  var config: [JSON.Member] {
    [
      .init("initial_learning_rate", .number(initial)), .init("decay_steps", .integer(steps)),
      .init("decay_rate", .number(rate)), .init("staircase", .bool(staircase)), name,
    ]
  }
}

extension InverseTimeDecay: KerasSchedule {
  init(_ config: KerasConfig) throws {
    self.init(
      try config.rate(), steps: try config.steps(), rate: try config.number("decay_rate"),
      staircase: try config.bool("staircase", false))
  }

  var config: [JSON.Member] {
    [
      .init("initial_learning_rate", .number(initial)), .init("decay_steps", .integer(steps)),
      .init("decay_rate", .number(rate)), .init("staircase", .bool(staircase)), name,
    ]
  }
}

extension PiecewiseConstantDecay: KerasSchedule {
  static var standardName: String { "PiecewiseConstant" }

  init(_ config: KerasConfig) throws {
    self.init(
      boundaries: try config.ints("boundaries") ?? [], values: try config.numbers("values") ?? [])
  }

  var config: [JSON.Member] {
    [
      .init("boundaries", .integers(boundaries)),
      .init("values", .array(values.map { .number($0) })), name,
    ]
  }
}

extension PolynomialDecay: KerasSchedule {
  init(_ config: KerasConfig) throws {
    self.init(
      try config.rate(), steps: try config.steps(),
      end: try config.number("end_learning_rate", 0.0001), power: try config.number("power", 1),
      cycle: try config.bool("cycle", false))
  }

  var config: [JSON.Member] {
    [
      .init("initial_learning_rate", .number(initial)), .init("decay_steps", .integer(steps)),
      .init("end_learning_rate", .number(end)), .init("power", .number(power)),
      .init("cycle", .bool(cycle)), name,
    ]
  }
}
