import AssayCore
import AssayTraining
import Testing

struct CallbackListTests {
  /// Notes every hook with the keys it sees, adds a key where told, and stops where told.
  private final class Recorder: Callback {
    var events: [String] = []
    var adds: String?
    var stops: String?
    var wants = true
    private let name: String
    private let journal: Journal

    init(_ name: String, in journal: Journal) {
      self.name = name
      self.journal = journal
    }

    private func note(_ event: String, _ logs: Logs? = nil) {
      let keys = logs.map { " \($0.keys.joined(separator: ","))" } ?? ""
      journal.events.append("\(name) \(event)\(keys)")
    }

    private func answer(_ event: String, _ logs: inout Logs) -> Continuation {
      note(event, logs)
      if let adds { logs[adds] = 7 }
      return stops.map { .stop(reason: $0) } ?? .continue
    }

    func onTrainBegin(in training: any TrainingContext) { note("train begin") }
    func onTrainEnd(logs: inout Logs, in training: any TrainingContext) { note("train end", logs) }
    func onEpochBegin(_ epoch: Int, in training: any TrainingContext) {
      note("epoch \(epoch) begin")
    }
    func onEpochEnd(
      _ epoch: Int, logs: inout Logs, in training: any TrainingContext
    ) -> Continuation { answer("epoch \(epoch) end", &logs) }
    func onTrainBatchBegin(_ step: Int, in training: any TrainingContext) {
      note("batch \(step) begin")
    }
    func onTrainBatchEnd(
      _ step: Int, logs: inout Logs, in training: any TrainingContext
    ) -> Continuation { answer("batch \(step) end", &logs) }
    func onTestBegin(in training: any TrainingContext) { note("test begin") }
    func onTestEnd(logs: inout Logs, in training: any TrainingContext) { note("test end", logs) }
    func onTestBatchBegin(_ step: Int, in training: any TrainingContext) {
      note("test batch \(step) begin")
    }
    func onTestBatchEnd(
      _ step: Int, logs: inout Logs, in training: any TrainingContext
    ) -> Continuation { answer("test batch \(step) end", &logs) }
    func onPredictBegin(in training: any TrainingContext) { note("predict begin") }
    func onPredictEnd(in training: any TrainingContext) { note("predict end") }
    func onPredictBatchBegin(_ step: Int, in training: any TrainingContext) {
      note("predict batch \(step) begin")
    }
    func onPredictBatchEnd(
      _ step: Int, outputs: [Tensor], in training: any TrainingContext
    ) -> Continuation {
      note("predict batch \(step) end \(outputs[0].shape)")
      return stops.map { .stop(reason: $0) } ?? .continue
    }
    func wantsBatchEnd(step: Int, of steps: Int?) -> Bool { wants }
  }

  private final class Journal { var events: [String] = [] }

  private func list(_ callbacks: [any Callback]) -> CallbackList {
    CallbackList(
      callbacks, context: FakeTraining(), progress: .silent, output: RecordedOutput())
  }

  @Test func everyHookIsCalledInTheOrderOfTheList() throws {
    let journal = Journal()
    let first = Recorder("a", in: journal)
    let second = Recorder("b", in: journal)
    first.adds = "added"
    let list = list([first, second])
    try list.trainBegin()
    try list.epochBegin(0)
    try list.trainBatchBegin(0)
    #expect(list.wantsBatchEnd(step: 0, of: 1))
    #expect(try list.trainBatchEnd(0, logs: ["mae": 1, "loss": 2]) == .continue)
    try list.testBegin()
    try list.testBatchBegin(0)
    #expect(list.wantsBatchEnd(step: 0, of: 1))
    #expect(try list.testBatchEnd(0, logs: ["loss": 2]) == .continue)
    try list.testEnd(logs: ["loss": 2], seconds: 0)
    #expect(try list.epochEnd(0, logs: ["val_loss": 1, "loss": 2], seconds: 0.5) == .continue)
    try list.trainEnd(logs: ["loss": 2])
    #expect(
      journal.events == [
        "a train begin", "b train begin",
        "a epoch 0 begin", "b epoch 0 begin",
        "a batch 0 begin", "b batch 0 begin",
        "a batch 0 end loss,mae", "b batch 0 end loss,mae,added",
        "a test begin", "b test begin",
        "a test batch 0 begin", "b test batch 0 begin",
        "a test batch 0 end loss", "b test batch 0 end loss,added",
        "a test end loss", "b test end loss",
        "a epoch 0 end loss,val_loss", "b epoch 0 end loss,val_loss,added",
        "a train end loss", "b train end loss",
      ])
    #expect(list.history.keys == ["loss", "val_loss", "added"])
    #expect(list.history["added"] == [7])
    #expect(list.history.seconds == [0.5])
  }

  @Test func predictionsHandOverTheOutputs() throws {
    let journal = Journal()
    let recorder = Recorder("a", in: journal)
    recorder.stops = "enough"
    let list = list([recorder])
    try list.predictBegin()
    try list.predictBatchBegin(0)
    #expect(list.wantsBatchEnd(step: 0, of: nil))
    let outputs = [Tensor(zeros: [2, 3])]
    #expect(try list.predictBatchEnd(0, outputs: outputs) == .stop(reason: "enough"))
    try list.predictEnd(seconds: 0)
    #expect(
      journal.events == [
        "a predict begin", "a predict batch 0 begin", "a predict batch 0 end [2, 3]",
        "a predict end",
      ])
  }

  @Test func batchesThatNobodyWantsAreLeftOut() throws {
    let journal = Journal()
    let first = Recorder("a", in: journal)
    let second = Recorder("b", in: journal)
    first.wants = false
    second.wants = false
    let list = list([first, second])
    #expect(!list.wantsBatchEnd(step: 0, of: 2))
    second.wants = true
    #expect(list.wantsBatchEnd(step: 1, of: 2))
    _ = try list.trainBatchEnd(1, logs: [:])
    #expect(journal.events == ["b batch 1 end "])
  }

  @Test func allAreToldAlthoughOneStopsAndTheFirstReasonCounts() throws {
    let journal = Journal()
    let first = Recorder("a", in: journal)
    let second = Recorder("b", in: journal)
    first.stops = "first"
    second.stops = "second"
    let list = list([first, second])
    #expect(try list.epochEnd(0, logs: [:], seconds: 0) == .stop(reason: "first"))
    #expect(journal.events == ["a epoch 0 end ", "b epoch 0 end "])
    #expect(list.history.stopReason == "first")
  }

  @Test func aStopInsideAnEpochEndsTheRunAtItsEnd() throws {
    let journal = Journal()
    let recorder = Recorder("a", in: journal)
    recorder.stops = "in the batch"
    let list = list([recorder])
    #expect(list.wantsBatchEnd(step: 0, of: 2))
    #expect(try list.trainBatchEnd(0, logs: [:]) == .stop(reason: "in the batch"))
    recorder.stops = nil
    #expect(try list.epochEnd(0, logs: [:], seconds: 0) == .stop(reason: "in the batch"))
    #expect(list.stopReason == "in the batch")
  }

  @Test func stoppingAnEvaluationDoesNotStopTheRun() throws {
    let recorder = Recorder("a", in: Journal())
    recorder.stops = "seen enough"
    let list = list([recorder])
    #expect(list.wantsBatchEnd(step: 0, of: 2))
    #expect(try list.testBatchEnd(0, logs: [:]) == .stop(reason: "seen enough"))
    #expect(list.stopReason == nil)
  }

  @Test func anErrorOfAHookIsPassedOn() {
    struct Broken: Error, Equatable {}
    final class Breaks: Callback {
      func onEpochBegin(_ epoch: Int, in training: any TrainingContext) throws { throw Broken() }
    }
    let list = list([Breaks()])
    #expect(throws: Broken()) { try list.epochBegin(0) }
  }

  @Test func everyHookHasAnEmptyDefault() throws {
    final class Nothing: Callback {}
    let history = try FakeTraining().fit([["loss": 1]], callbacks: [Nothing()])
    #expect(history["loss"] == [1])
    #expect(Nothing().wantsBatchEnd(step: 0, of: nil))
  }

  @Test func callbacksReachTheModel() throws {
    final class Scores: Callback {
      func onEpochEnd(
        _ epoch: Int, logs: inout Logs, in model: any TrainingContext
      ) throws -> Continuation {
        logs["sum"] = try model.predict(Tensor([1, 2, 3] as [Float])).doubles.reduce(0, +)
        return .continue
      }
    }
    let history = try FakeTraining().fit([["loss": 1]], callbacks: [Scores()])
    #expect(history["sum"] == [6])
  }
}
