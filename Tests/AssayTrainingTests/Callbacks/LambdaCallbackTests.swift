import AssayCore
import AssayTraining
import Testing

struct LambdaCallbackTests {
  @Test func everyHookHasItsClosure() throws {
    var calls: [String] = []
    func end(_ name: String) -> LambdaCallback.End {
      { index, logs, _ in
        calls.append("\(name) \(index) \(logs)")
        logs["seen"] = 1
        return index == 1 ? .stop(reason: name) : .continue
      }
    }
    let callback = LambdaCallback(
      onTrainBegin: { _ in calls.append("train begin") },
      onTrainEnd: { logs, _ in calls.append("train end \(logs)") },
      onEpochBegin: { epoch, _ in calls.append("epoch begin \(epoch)") },
      onEpochEnd: end("epoch end"),
      onTrainBatchBegin: { step, _ in calls.append("batch begin \(step)") },
      onTrainBatchEnd: end("batch end"),
      onTestBegin: { _ in calls.append("test begin") },
      onTestEnd: { logs, _ in calls.append("test end \(logs)") },
      onTestBatchBegin: { step, _ in calls.append("test batch begin \(step)") },
      onTestBatchEnd: end("test batch end"),
      onPredictBegin: { _ in calls.append("predict begin") },
      onPredictEnd: { _ in calls.append("predict end") },
      onPredictBatchBegin: { step, _ in calls.append("predict batch begin \(step)") },
      onPredictBatchEnd: { step, outputs, _ in
        calls.append("predict batch end \(step) \(outputs.count)")
        return .continue
      })
    let list = CallbackList(
      [callback], context: FakeTraining(), progress: .silent, output: RecordedOutput())
    try list.trainBegin()
    try list.epochBegin(0)
    try list.trainBatchBegin(1)
    #expect(list.wantsBatchEnd(step: 1, of: 2))
    #expect(try list.trainBatchEnd(1, logs: ["loss": 2]) == .stop(reason: "batch end"))
    try list.testBegin()
    try list.testBatchBegin(0)
    #expect(list.wantsBatchEnd(step: 0, of: 2))
    #expect(try list.testBatchEnd(0, logs: ["loss": 3]) == .continue)
    try list.testEnd(logs: ["loss": 3], seconds: 0)
    _ = try list.epochEnd(0, logs: ["loss": 4], seconds: 0)
    try list.trainEnd(logs: ["loss": 5])
    try list.predictBegin()
    try list.predictBatchBegin(0)
    #expect(list.wantsBatchEnd(step: 0, of: 2))
    _ = try list.predictBatchEnd(0, outputs: [Tensor([1.0])])
    try list.predictEnd(seconds: 0)
    #expect(
      calls == [
        "train begin", "epoch begin 0", "batch begin 1", "batch end 1 [loss: 2.0]", "test begin",
        "test batch begin 0", "test batch end 0 [loss: 3.0]", "test end [loss: 3.0]",
        "epoch end 0 [loss: 4.0]", "train end [loss: 5.0]", "predict begin",
        "predict batch begin 0", "predict batch end 0 1", "predict end",
      ])
    #expect(list.history["seen"] == [1])
  }

  @Test func withoutClosuresForBatchesItAsksForNone() throws {
    #expect(!LambdaCallback(onEpochEnd: { _, _, _ in .continue }).wantsBatchEnd(step: 0, of: 1))
    try FakeTraining().fit([["v": 1]], callbacks: [LambdaCallback()])
  }
}
