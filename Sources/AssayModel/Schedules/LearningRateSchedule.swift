/// The size of an optimizer's steps as a function of the steps made.
///
///     struct Halving: LearningRateSchedule {
///       func rate(at step: Int) -> Double { 0.1 / Double(1 + step) }
///     }
///     let optimizer = Adam(learningRate: Halving())
///
/// A number is the schedule that never changes: `Adam(learningRate: 0.01)`.
/// - Source: `keras.optimizers.schedules.LearningRateSchedule`.
public protocol LearningRateSchedule: Sendable {
  /// The rate of the update after `step` steps: 0 before the first.
  func rate(at step: Int) -> Double

  /// What is wrong with the arguments, if anything.
  func validate() throws(ModelError)
}

extension LearningRateSchedule {
  public func validate() throws(ModelError) {}
}

extension Double: LearningRateSchedule {
  public func rate(at step: Int) -> Double { self }
}

extension Int: LearningRateSchedule {
  public func rate(at step: Int) -> Double { Double(self) }
}

extension LearningRateSchedule {
  func check(decaySteps: Int) throws(ModelError) {
    guard decaySteps > 0 else {
      throw .argument(
        where: "\(Self.self)", found: "steps is \(decaySteps)", wanted: "a number of 1 or more")
    }
  }

  func check(_ numbers: KeyValuePairs<String, Double>) throws(ModelError) {
    for (name, value) in numbers where !value.isFinite {
      throw .argument(
        where: "\(Self.self)", found: "\(name) is \(value)", wanted: "a finite number")
    }
  }
}
