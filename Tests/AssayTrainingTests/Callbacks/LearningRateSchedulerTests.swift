import AssayTraining
import Testing

struct LearningRateSchedulerTests {
  private struct Case: Decodable {
    var rate: Double
    var returned: [Double?]
    var rates: [Double]
    var output: String
  }

  @Test func agreesWithKeras() throws {
    for (index, golden) in try CallbackGolden<Case>("scheduler.json").cases.enumerated() {
      let training = FakeTraining(epochs: 4)
      training.learningRate = golden.rate
      let output = RecordedOutput()
      let scheduler = LearningRateScheduler(verbose: true, output: output) { epoch, rate in
        golden.returned[epoch] ?? rate * 0.9
      }
      let logs = Array(repeating: ["v": 1] as Logs, count: 4)
      let history = try training.fit(logs, callbacks: [scheduler])
      #expect(history["learning_rate"] == golden.rates, "case \(index)")
      #expect(output.text == golden.output, "case \(index)")
    }
  }

  @Test func theEpochThatIsTrainedHasItsRate() throws {
    var rates: [Double] = []
    let training = FakeTraining(epochs: 5)
    try training.fit(
      [["v": 1], ["v": 1]], from: 3,
      callbacks: [
        LearningRateScheduler { epoch, _ in 1 / Double(epoch + 1) },
        LambdaCallback(onTrainBatchBegin: { _, training in rates.append(training.learningRate) }),
      ])
    #expect(rates == [0.25, 0.2])
  }

  @Test func whatIsLoggedIsTheRateAtTheEpochsEnd() throws {
    // Listed after the one that lowers it, the scheduler logs the lowered rate over the other's.
    let callbacks: [any Callback] = [
      ReduceLROnPlateau(monitor: "v", factor: 0.5, patience: 1), LearningRateScheduler { $1 },
    ]
    let history = try FakeTraining(epochs: 3).fit(
      [["v": 1], ["v": 1], ["v": 1]], callbacks: callbacks)
    #expect(history["learning_rate"] == [1, 0.5, 0.25])
  }

  @Test func anErrorOfTheScheduleOrTheOptimizerEndsTheRun() {
    struct Broken: Error, Equatable {}
    #expect(throws: Broken()) {
      try FakeTraining().fit(
        [["v": 1]], callbacks: [LearningRateScheduler { _, _ in throw Broken() }])
    }
    let scheduled = FakeTraining()
    scheduled.isRateScheduled = true
    #expect(throws: TrainingError.self) {
      try scheduled.fit([["v": 1]], callbacks: [LearningRateScheduler { $1 }])
    }
  }
}
