import AssayTraining
import Testing

struct CallbackErrorTests {
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
