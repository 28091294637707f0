import AssayTraining
import Testing

struct TerminateOnNaNTests {
  private func run(_ losses: [Double], raiseError: Bool = false) throws -> (History, String) {
    let output = RecordedOutput()
    let callback = TerminateOnNaN(raiseError: raiseError, output: output)
    #expect(callback.handlesDivergence)
    let training = FakeTraining(epochs: losses.count, steps: 3)
    return (try training.fit(losses.map { ["loss": $0] }, callbacks: [callback]), output.text)
  }

  @Test(arguments: [Double.nan, .infinity, -.infinity])
  func endsTheRunAfterTheEpoch(loss: Double) throws {
    let (history, text) = try run([1, loss, 1])
    #expect(history.epochs == [0, 1])
    #expect(history.stopReason == "the loss is \(loss) at batch 1 of epoch 2")
    #expect(text == "Batch 0: Invalid loss, terminating training\n")
  }

  @Test func doesNothingWhileTheLossIsANumber() throws {
    let (history, text) = try run([1, -2, 1e30])
    #expect(history.epochs == [0, 1, 2])
    #expect(text == "")
  }

  @Test func endsTheRunByAnErrorWhereAskedTo() {
    #expect {
      try run([1, .infinity], raiseError: true)
    } throws: {
      "\($0)" == """
        NaN or Inf loss encountered at batch 0. Loss value: inf. Terminating training immediately.
        """
    }
  }
}
