import AssayTraining
import Testing

struct CallbackErrorTests {
  /// Nothing compares with NaN: the run would end early, or never, and not say why.
  @Test func noNumberToCompareWithIsRefused() throws {
    func refuses(_ text: String, _ callback: any Callback) {
      let error = #expect(throws: CallbackError.self) {
        try FakeTraining(epochs: 2).fit([["v": 2], ["v": 1]], callbacks: [callback])
      }
      #expect(error?.description == text)
    }
    refuses(
      "EarlyStopping: minDelta is NaN; wanted a number",
      EarlyStopping(monitor: "v", minDelta: .nan))
    refuses(
      "EarlyStopping: baseline is NaN; wanted a number, or nil for none",
      EarlyStopping(monitor: "v", baseline: .nan))
    refuses(
      "ReduceLROnPlateau: minDelta is NaN; wanted a number",
      ReduceLROnPlateau(monitor: "v", minDelta: .nan))
  }

  @Test func emptyLogsAreCalledEmpty() {
    let error = CallbackError.monitorMissing(callback: "A", monitor: "loss", available: [])
    #expect(error.description == "A: there is no 'loss' in the logs; they are empty")
  }

  @Test func withValidationTheNearestNameIsOffered() {
    let error = CallbackError.monitorMissing(
      callback: "A", monitor: "val_acc", available: ["loss", "val_accuracy", "val_loss"])
    #expect(
      error.description == """
        A: there is no 'val_acc' in the logs; they have loss, val_accuracy, val_loss; \
        did you mean 'val_accuracy'?
        """)
  }
}
