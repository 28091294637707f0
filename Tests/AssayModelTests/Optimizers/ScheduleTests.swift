import AssayCore
import AssayModel
import AssayTestSupport
import Foundation
import Testing

/// A schedule by Keras's names.
struct ScheduleCase {
  var `class`: String
  var numbers: [String: Double] = [:]
  var lists: [String: [Double]] = [:]

  func schedule() throws -> LearningRate {
    func number(_ key: String, _ other: Double) -> Double { numbers[key] ?? other }
    let initial = number("initial_learning_rate", .nan)
    let steps = Int(number("decay_steps", 0))
    switch self.class {
    case "ExponentialDecay":
      return LearningRate(
        .exponentialDecay(
          initial, steps: steps, rate: number("decay_rate", .nan),
          staircase: number("staircase", 0) != 0))
    case "InverseTimeDecay":
      return LearningRate(
        .inverseTimeDecay(
          initial, steps: steps, rate: number("decay_rate", .nan),
          staircase: number("staircase", 0) != 0))
    case "PolynomialDecay":
      return LearningRate(
        .polynomialDecay(
          initial, steps: steps, end: number("end_learning_rate", 0.0001),
          power: number("power", 1), cycle: number("cycle", 0) != 0))
    case "CosineDecay":
      return LearningRate(
        .cosineDecay(
          initial, steps: steps, alpha: number("alpha", 0), warmupTarget: numbers["warmup_target"],
          warmupSteps: Int(number("warmup_steps", 0))))
    case "CosineDecayRestarts":
      return LearningRate(
        .cosineDecayRestarts(
          initial, firstSteps: Int(number("first_decay_steps", 0)), tMul: number("t_mul", 2),
          mMul: number("m_mul", 1), alpha: number("alpha", 0)))
    default:
      #expect(self.class == "PiecewiseConstantDecay")
      return LearningRate(
        .piecewiseConstant(
          boundaries: try #require(lists["boundaries"]).map { Int($0) },
          values: try #require(lists["values"])))
    }
  }
}

struct ScheduleTests {
  private struct Content: Decodable {
    struct Case: Decodable {
      var `class`: String
      var config: [String: Value]
      var rates: [Double]
    }
    enum Value: Decodable {
      case number(Double)
      case list([Double])

      init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let flag = try? container.decode(Bool.self) {
          self = .number(flag ? 1 : 0)
        } else if let number = try? container.decode(Double.self) {
          self = .number(number)
        } else {
          self = .list(try container.decode([Double].self))
        }
      }
    }
    var steps: [Int]
    var cases: [Case]
  }

  /// To 1e-6 of the rate, or of the first where it falls to 0: the cosine of float32 differs there.
  @Test func agreeWithKeras() throws {
    let golden = try JSONDecoder().decode(
      Content.self, from: Data(contentsOf: Golden.url("schedules.json")))
    #expect(golden.cases.count == 17)
    for one in golden.cases {
      var wanted = ScheduleCase(class: one.class)
      for (key, value) in one.config {
        switch value {
        case .number(let number): wanted.numbers[key] = number
        case .list(let list): wanted.lists[key] = list
        }
      }
      let schedule = try wanted.schedule()
      try schedule.validate()
      let most = one.rates.max() ?? 0
      for (step, rate) in zip(golden.steps, one.rates) {
        let found = schedule.rate(at: step)
        #expect(
          abs(found - rate) <= 1e-6 * rate + 1e-7 * most,
          "\(one.class) \(one.config) at \(step): \(found) for \(rate)")
      }
    }
  }

  @Test func aNumberIsAScheduleThatNeverChanges() {
    #expect(Adam(learningRate: 0.01).learningRate.constant == 0.01)
    #expect(SGD(learningRate: 1).learningRate.constant == 1)
    let rate = 0.25
    #expect(SGD(learningRate: rate).learningRate.rate(at: 1_000) == 0.25)
    #expect(Adam(learningRate: LearningRate(0.5)).learningRate.constant == 0.5)
  }

  @Test func anOptimizerTakesAnySchedule() throws {
    struct Halving: LearningRateSchedule {
      func rate(at step: Int) -> Double { 1 / Double(1 + step) }
    }
    let own = SGD(learningRate: Halving())
    #expect(own.learningRate.constant == nil)
    #expect(own.learningRate.rate(at: 3) == 0.25)
    let decaying = Adam(learningRate: .exponentialDecay(0.1, steps: 10, rate: 0.5, staircase: true))
    #expect(decaying.learningRate.rate(at: 10) == Double(Float(0.1) * 0.5))

    let store = try ParameterStore.made(of: [("w", [1])])
    let updater = try Updater(own, store: store)
    for rate in [1, 0.5, 1.0 / 3] {
      #expect(updater.learningRate == rate)
      store.gradients[0] = 1
      try updater.step()
    }
    #expect(abs(store.values[0] + 11.0 / 6) < 1e-6)
  }

  @Test func aRateIsSetOnlyWhereNoScheduleDecides() throws {
    let store = try ParameterStore.made(of: [("w", [1])])
    let updater = try Updater(SGD(learningRate: 0.1), store: store)
    try updater.setLearningRate(0.5)
    #expect(updater.learningRate == 0.5)
    let negative = #expect(throws: ModelError.self) { try updater.setLearningRate(-1) }
    #expect(negative?.description == "learningRate: -1.0; wanted a finite number of 0 or more")
    #expect(updater.learningRate == 0.5)

    let scheduled = try Updater(
      SGD(learningRate: .inverseTimeDecay(0.1, steps: 2, rate: 1)), store: store)
    let error = #expect(throws: ModelError.self) { try scheduled.setLearningRate(0.5) }
    #expect(
      error?.description
        == "learningRate: a schedule, InverseTimeDecay, that decides it; wanted an optimizer made "
        + "with a number, as Adam(learningRate: 0.001), to set another")
  }

  static let mistakes: [(LearningRate, String)] = [
    (
      LearningRate(.exponentialDecay(0.1, steps: 0, rate: 0.5)),
      "ExponentialDecay: steps is 0; wanted a number of 1 or more"
    ),
    (
      LearningRate(.polynomialDecay(.nan, steps: 3)),
      "PolynomialDecay: initial is nan; wanted a finite number"
    ),
    (
      LearningRate(.piecewiseConstant(boundaries: [1, 2], values: [1, 2])),
      "PiecewiseConstantDecay: 2 boundaries and 2 values; wanted 1 boundary or more, and one value "
        + "more than boundaries"
    ),
    (
      LearningRate(.piecewiseConstant(boundaries: [2, 1], values: [1, 2, 3])),
      "PiecewiseConstantDecay: boundaries [2, 1]; wanted ascending numbers"
    ),
    (
      LearningRate(.cosineDecay(0.1, steps: 2, warmupSteps: -1)),
      "CosineDecay: warmupSteps is -1; wanted a number of 0 or more"
    ),
    (
      LearningRate(.cosineDecayRestarts(0.1, firstSteps: 0)),
      "CosineDecayRestarts: firstSteps is 0; wanted a number of 1 or more"
    ),
    (
      LearningRate(.cosineDecayRestarts(0.1, firstSteps: 2, tMul: 0.5)),
      "CosineDecayRestarts: tMul is 0.5; wanted a number of 1 or more"
    ),
  ]

  @Test(arguments: mistakes.indices)
  func aMistakeIsFoundBeforeTraining(index: Int) {
    let (rate, message) = Self.mistakes[index]
    let error = #expect(throws: ModelError.self) { try Adam(learningRate: rate).validate() }
    #expect(error?.description == message)
  }
}
