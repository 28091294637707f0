import AssayTraining
import Testing

/// What happens where the monitored figure is not there, or nothing says which way it is better.
struct EarlyStoppingMonitorTests {
  private final class Adds: Callback {
    let key: String
    let epochs: Set<Int>
    private(set) var begun = 0
    init(_ key: String, in epochs: Set<Int> = Set(0..<9)) {
      self.key = key
      self.epochs = epochs
    }
    func onTrainBegin(in training: any TrainingContext) { begun += 1 }
    func onEpochEnd(
      _ epoch: Int, logs: inout Logs, in training: any TrainingContext
    ) -> Continuation {
      if epochs.contains(epoch) { logs[key] = Double(epoch) }
      return .continue
    }
  }

  private func message(
    _ callbacks: [any Callback], keys: [String] = ["accuracy", "loss"],
    logs: [Logs] = [["accuracy": 1, "loss": 1]]
  ) -> String {
    let training = FakeTraining(
      epochs: 9, keys: keys, directions: ["accuracy": .higherIsBetter])
    do {
      try training.fit(logs, callbacks: callbacks)
      return "no error"
    } catch { return "\(error)" }
  }

  @Test func aKeyOfNobodyIsAnErrorBeforeTheFirstStep() {
    let later = Adds("val_loss")
    #expect(
      message([EarlyStopping(monitor: "val_acc", mode: .max), later]) == """
        EarlyStopping: there is no 'val_acc' in the logs; they have accuracy, loss; \
        pass validation data
        """)
    #expect(later.begun == 0)
    #expect(
      message([EarlyStopping(monitor: "acc", mode: .max)]) == """
        EarlyStopping: there is no 'acc' in the logs; they have accuracy, loss; \
        did you mean 'accuracy'?
        """)
    #expect(
      message([EarlyStopping(monitor: "precision", mode: .max)])
        == "EarlyStopping: there is no 'precision' in the logs; they have accuracy, loss")
  }

  @Test func validationMissingIsSaid() {
    #expect(
      message([EarlyStopping()]) == """
        EarlyStopping: there is no 'val_loss' in the logs; they have accuracy, loss; \
        pass validation data, or monitor 'loss'
        """)
  }

  @Test func aKeyThatAnotherCallbackMightHaveAddedIsAnErrorAtTheFirstEpochsEnd() {
    #expect(
      message([Adds("scores"), EarlyStopping(monitor: "score", mode: .max)]) == """
        EarlyStopping: there is no 'score' in the logs; they have accuracy, loss, scores; \
        did you mean 'scores'?
        """)
    #expect(
      message([EarlyStopping(monitor: "score", mode: .max), Adds("score")]) == """
        EarlyStopping: there is no 'score' in the logs; they have accuracy, loss
        """)
  }

  @Test func anUnknownDirectionIsAnErrorBeforeTheFirstStep() {
    let adds = Adds("score")
    #expect(
      message([adds, EarlyStopping(monitor: "score")]) == """
        EarlyStopping: nothing says whether 'score' is better higher or lower; \
        pass mode: .max or mode: .min
        """)
    #expect(adds.begun == 0)
    #expect(
      message([adds, EarlyStopping(monitor: "acuracy")]) == """
        EarlyStopping: nothing says whether 'acuracy' is better higher or lower; \
        pass mode: .max or mode: .min, or did you mean 'accuracy'?
        """)
  }

  @Test func watchesWhatAnEarlierCallbackAdds() throws {
    let stopping = EarlyStopping(monitor: "score", patience: 2, mode: .min)
    let history = try FakeTraining(epochs: 9).fit(
      Array(repeating: ["loss": 1], count: 9), callbacks: [Adds("score"), stopping])
    #expect(history.epochs == [0, 1, 2])
    #expect(history["score"] == [0, 1, 2])
    #expect(stopping.best == 0)
  }

  @Test func epochsWithoutValidationArePassedOver() throws {
    let training = FakeTraining(epochs: 6, keys: ["loss", "val_loss"])
    let logs: [Logs] = [
      ["loss": 1], ["loss": 1, "val_loss": 2], ["loss": 1], ["loss": 1, "val_loss": 3],
      ["loss": 1], ["loss": 1, "val_loss": 4],
    ]
    let history = try training.fit(logs, callbacks: [EarlyStopping(patience: 2)])
    #expect(history.epochs.count == 6)
    #expect(history.stopReason == "val_loss has not improved on 2.0 since epoch 2")
  }

  @Test func aFigureThatComesEveryOtherEpochIsPassedOverInBetween() throws {
    let stopping = EarlyStopping(monitor: "score", mode: .max)
    let history = try FakeTraining(epochs: 5).fit(
      Array(repeating: ["loss": 1], count: 5),
      callbacks: [Adds("score", in: [0, 2, 4]), stopping])
    #expect(history.epochs.count == 5)
    #expect(stopping.best == 4)
  }

  @Test func aFigureMayBeginWithTheFirstEpochThatCounts() throws {
    let stopping = EarlyStopping(monitor: "score", patience: 3, mode: .max, startFromEpoch: 2)
    try FakeTraining(epochs: 4).fit(
      Array(repeating: ["loss": 1], count: 4),
      callbacks: [Adds("score", in: [2, 3]), stopping])
    #expect(stopping.best == 3)
  }
}
