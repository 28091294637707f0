import AssayTraining
import Testing

struct ReduceLROnPlateauTests {
  private func rates(
    _ values: [Double], _ reducing: ReduceLROnPlateau, from rate: Double = 1
  ) throws -> [Double]? {
    let training = FakeTraining(epochs: values.count)
    training.learningRate = rate
    return try training.fit(values.map { ["v": $0] }, callbacks: [reducing])["learning_rate"]
  }

  @Test func logsTheRateThatTheEpochWasTrainedWith() throws {
    let ones = [Double](repeating: 1, count: 9)
    #expect(
      try rates(Array(ones[..<7]), ReduceLROnPlateau(monitor: "v", factor: 0.5, patience: 2))
        == [1, 1, 1, 0.5, 0.5, 0.25, 0.25])
    #expect(
      try rates(ones, ReduceLROnPlateau(monitor: "v", factor: 0.5, patience: 1, cooldown: 2))
        == [1, 1, 0.5, 0.5, 0.25, 0.25, 0.125, 0.125, 0.0625])
    let least = Double(Float(0.05))
    #expect(
      try rates(Array(ones[..<6]), ReduceLROnPlateau(monitor: "v", patience: 1, minLR: 0.05))
        == [1, 1, Double(Float(0.1)), least, least, least])
  }

  @Test func nanIsNeverBestNotEvenAsTheFirstValue() throws {
    let reducing = ReduceLROnPlateau(monitor: "v", factor: 0.5, patience: 2)
    #expect(try rates([.nan, 3, 2, 1, 1, 1, 1], reducing) == [1, 1, 1, 1, 1, 1, 0.5])
    #expect(reducing.best == 1)
  }

  @Test func tellsReductionsInKerasWords() throws {
    let output = RecordedOutput()
    _ = try rates(
      [1, 1], ReduceLROnPlateau(monitor: "v", patience: 1, verbose: true, output: output),
      from: 0.1)
    #expect(
      output.text == """

        Epoch 2: ReduceLROnPlateau reducing learning rate to 0.010000000149011612.

        """)
  }

  @Test func anInstanceBeginsEveryRunAfresh() throws {
    let reducing = ReduceLROnPlateau(monitor: "v", factor: 0.5, patience: 2)
    for _ in 0..<2 { #expect(try rates([1, 1, 1, 1], reducing) == [1, 1, 1, 0.5]) }
  }

  private func message(_ reducing: ReduceLROnPlateau, _ training: FakeTraining) -> String {
    do {
      try training.fit([["v": 1]], callbacks: [reducing])
      return "no error"
    } catch { return "\(error)" }
  }

  @Test func mistakesAreErrorsBeforeTheFirstStep() {
    #expect(
      message(ReduceLROnPlateau(monitor: "v", factor: 1), FakeTraining())
        == "ReduceLROnPlateau: factor is 1.0; wanted 0 or more and less than 1")
    #expect(
      message(ReduceLROnPlateau(monitor: "v", minLR: -1), FakeTraining())
        == "ReduceLROnPlateau: minLR is -1.0; wanted a finite number of 0 or more")
    #expect(
      message(ReduceLROnPlateau(monitor: "w"), FakeTraining()) == """
        ReduceLROnPlateau: there is no 'w' in the logs; they have loss, v, learning_rate; \
        did you mean 'v'?
        """)
    #expect(
      message(ReduceLROnPlateau(), FakeTraining()) == """
        ReduceLROnPlateau: there is no 'val_loss' in the logs; they have loss, v, learning_rate; \
        pass validation data, or monitor 'loss'
        """)
    let scheduled = FakeTraining()
    scheduled.isRateScheduled = true
    #expect(
      message(ReduceLROnPlateau(monitor: "v"), scheduled)
        == "learningRate is set; wanted no schedule")
  }

  @Test func theRateCanBeWatchedByLaterCallbacks() throws {
    let stopping = EarlyStopping(monitor: "learning_rate", patience: 1, mode: .min)
    let reducing = ReduceLROnPlateau(monitor: "v")
    let history = try FakeTraining(epochs: 3).fit(
      [["v": 1], ["v": 1], ["v": 1]], callbacks: [reducing, stopping])
    #expect(history.epochs == [0, 1])
    #expect(throws: CallbackError.self) {
      try FakeTraining().fit([["v": 1]], callbacks: [stopping, reducing])
    }
  }
}
