/// The size of an optimizer's steps: a number, or what a schedule says.
///
///     var adam = Adam(learningRate: 0.01)
///     adam.learningRate.constant            // 0.01
///     adam.learningRate = LearningRate(.cosineDecay(0.01, steps: 1_000))
public struct LearningRate: LearningRateSchedule, ExpressibleByFloatLiteral,
  ExpressibleByIntegerLiteral
{
  /// What decides; a `Double` for a constant.
  public let schedule: any LearningRateSchedule

  public init(_ schedule: some LearningRateSchedule) {
    switch schedule {
    case let rate as LearningRate: self = rate
    case let number as Int: self.schedule = Double(number)
    default: self.schedule = schedule
    }
  }

  public init(floatLiteral value: Double) { schedule = value }
  public init(integerLiteral value: Int) { schedule = Double(value) }

  /// The rate that never changes.
  public static func constant(_ rate: Double) -> LearningRate { LearningRate(rate) }

  /// The number, where no schedule decides.
  public var constant: Double? { schedule as? Double }

  public func rate(at step: Int) -> Double { schedule.rate(at: step) }

  public func validate() throws(ModelError) { try schedule.validate() }

  /// Sets the rate from now on.
  ///
  /// - Throws: ``ModelError`` where a schedule decides, and where it is no finite number of 0 or more.
  public mutating func set(_ rate: Double) throws(ModelError) {
    guard constant != nil else {
      throw .argument(
        where: "learningRate", found: "a schedule, \(type(of: schedule)), that decides it",
        wanted: "an optimizer made with a number, as Adam(learningRate: 0.001), to set another")
    }
    guard rate >= 0, rate.isFinite else {
      throw .argument(
        where: "learningRate", found: "\(rate)", wanted: "a finite number of 0 or more")
    }
    self = .constant(rate)
  }

  public static func == (left: LearningRate, right: Double) -> Bool { left.constant == right }
}
