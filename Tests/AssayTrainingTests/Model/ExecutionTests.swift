import AssayCore
import AssayData
import AssayModel
import AssayTestSupport
import AssayTraining
import Foundation
import Testing

/// Several steps between the hooks of a batch, as with Keras's `steps_per_execution`.
struct ExecutionTests {
  private struct Content: Decodable { var cases: [Case] }

  private struct Case: Decodable {
    struct Call: Decodable, Equatable {
      var begin: Int?
      var end: Int?
      var loss: Double?
      var rows: Int?
    }
    var run: String
    var steps: Int
    var stops: Bool
    var calls: [Call]
  }

  private final class Records: Callback {
    let stops: Bool
    var calls: [Case.Call] = []
    init(stops: Bool = false) { self.stops = stops }

    private func ended(_ call: Case.Call) -> Continuation {
      calls.append(call)
      return stops ? .stop(reason: "asked to") : .continue
    }

    func onTrainBatchBegin(_ step: Int, in training: any TrainingContext) {
      calls.append(.init(begin: step))
    }
    func onTestBatchBegin(_ step: Int, in training: any TrainingContext) {
      calls.append(.init(begin: step))
    }
    func onPredictBatchBegin(_ step: Int, in training: any TrainingContext) {
      calls.append(.init(begin: step))
    }
    func onTrainBatchEnd(
      _ step: Int, logs: inout Logs, in training: any TrainingContext
    ) -> Continuation { ended(.init(end: step, loss: logs["loss"])) }
    func onTestBatchEnd(
      _ step: Int, logs: inout Logs, in training: any TrainingContext
    ) -> Continuation { ended(.init(end: step, loss: logs["loss"])) }
    func onPredictBatchEnd(
      _ step: Int, outputs: [Tensor], in training: any TrainingContext
    ) -> Continuation { ended(.init(end: step, rows: outputs[0].rowCount)) }
  }

  private func still(_ steps: Int) throws -> Model {
    let model = try zeroModel()
    try model.compile(
      optimizer: SGD(learningRate: 0), loss: "mae", stepsPerExecution: steps)
    return model
  }

  private func batches(_ data: Dataset, of size: Int) -> BatchSequence {
    BatchSequence(
      stride(from: 0, to: data.count, by: size).map {
        data[rows: $0..<min($0 + size, data.count)]
      })
  }

  /// But for one thing: where an epoch ends amid an execution, Keras names a step that was never taken.
  @Test func theHooksAreKeras() throws {
    let golden = try Golden.json("executions.json", as: Content.self)
    let data = try counted(9)
    for one in golden.cases {
      let wanted = one.calls.map { call in
        var call = call
        call.end = call.end.map { min($0, 4) }
        return call
      }
      let records = Records(stops: one.stops)
      switch one.run {
      case "fit":
        try still(one.steps).fit(
          data, batchSize: 2, epochs: 2, shuffle: .none, callbacks: [records], progress: .silent)
        let others = Records(stops: one.stops)
        try still(one.steps).fit(
          batches(data, of: 2), epochs: 2, callbacks: [others], progress: .silent)
        #expect(others.calls == wanted, "\(one)")
      case "evaluate":
        _ = try still(one.steps).evaluate(data, batchSize: 2, callbacks: [records])
        let others = Records(stops: one.stops)
        _ = try still(one.steps).evaluate(batches(data, of: 2), callbacks: [others])
        #expect(others.calls == wanted, "\(one)")
      default:
        _ = try still(one.steps).predict(data, batchSize: 2, callbacks: [records])
      }
      #expect(records.calls == wanted, "\(one)")
    }
    #expect(golden.cases.count == 30)
  }

  @Test func anAsynchronousSequenceTellsTheSame() async throws {
    let data = try counted(9)
    let records = Records()
    try await still(2).fit(epochs: 1, callbacks: [records], progress: .silent) {
      AsyncStream { continuation in
        for start in stride(from: 0, to: 9, by: 2) {
          continuation.yield(data[rows: start..<min(start + 2, 9)])
        }
        continuation.finish()
      }
    }
    #expect(records.calls.compactMap(\.begin) == [0, 2, 4])
    #expect(records.calls.compactMap(\.end) == [1, 3, 4])
    #expect(records.calls.compactMap(\.loss) == [1.5, 3.5, 4])
  }

  @Test func anEpochEndsAfterTheStepsAskedFor() throws {
    let records = Records()
    let history = try still(3).fit(
      counted(9), batchSize: 2, epochs: 2, validation: .data(counted(3)), shuffle: .none,
      callbacks: [records], stepsPerEpoch: 4, validationBatchSize: 1, progress: .silent)
    #expect(records.calls.compactMap(\.begin) == [0, 3, 0, 0, 0])
    #expect(records.calls.compactMap(\.end) == [2, 3, 2, 0, 2])
    #expect(history["loss"] == [3.5, 8])
  }

  @Test func predictionsAreHandedOverTogether() throws {
    var seen: [[Double]] = []
    let model = Sequential {
      Input(1)
      Dense(1, useBias: false, kernelInitializer: .ones)
    }
    try model.compile(loss: "mae", stepsPerExecution: 2)
    let callback = LambdaCallback(onPredictBatchEnd: { _, outputs, _ in
      seen.append(outputs[0].doubles)
      return .continue
    })
    let all = try model.predict(counted(5), batchSize: 1, callbacks: [callback])
    #expect(seen == [[0, 1], [2, 3], [4]])
    #expect(all[0].doubles == [0, 1, 2, 3, 4])
  }

  @Test func theResultsAreThoseOfSingleSteps() throws {
    func train(_ steps: Int) throws -> (History, [Tensor]) {
      let model = Sequential(seed: 3) {
        Input(6)
        Dense(8, activation: .relu)
        Dropout(0.4)
        Dense(3)
      }
      try model.compile(
        optimizer: Adam(), loss: .crossentropy, metrics: [.accuracy], stepsPerExecution: steps)
      let history = try model.fit(classified(30), batchSize: 4, epochs: 3, progress: .silent)
      return (history, model.weights)
    }
    let wanted = try train(1)
    for steps in [2, 3, 100] {
      let found = try train(steps)
      #expect(found.1 == wanted.1)
      #expect(found.0["loss"] == wanted.0["loss"])
      #expect(found.0["accuracy"] == wanted.0["accuracy"])
    }
  }

  /// Whatever was saved amid an execution, hooks go on as if nothing had happened.
  @Test func resumedAmidAnExecutionNoHookIsLostOrDoubled() throws {
    func train(_ folder: TemporaryFolder, stopAfter steps: Int?) throws -> ([Case.Call], [Tensor]) {
      let records = Records()
      let interruption = Interruption()
      let model = try classifier(dropout: 0.3)
      try model.compile(
        optimizer: Adam(), loss: .crossentropy, stepsPerExecution: 3)
      let save = ModelCheckpoint(
        folder("{epoch}-{batch}.npz"), saveWeightsOnly: true, saveFrequency: .batches(4))
      var taken = 0
      do {
        try model.fit(
          classified(20), batchSize: 4, epochs: 3, callbacks: [records, save],
          step: { model, batch, moment in
            taken += 1
            if taken == steps { interruption.request() }
            return try model.trainStep(batch, epoch: moment.epoch, step: moment.step)
          },
          checkpoint: Checkpointing(folder("run"), everySteps: 1, resume: true),
          interruption: interruption, progress: .silent)
      } catch is TrainingError {}
      return (records.calls, model.weights)
    }
    let whole = try TemporaryFolder()
    let wanted = try train(whole, stopAfter: nil)
    // Five batches an epoch: executions end after 3 and 5.
    #expect(whole.files.filter { $0.hasSuffix("npz") } == ["1-5.npz", "2-5.npz", "3-5.npz"])
    for steps in 1...14 {
      let folder = try TemporaryFolder()
      let before = try train(folder, stopAfter: steps)
      let after = try train(folder, stopAfter: nil)
      #expect(before.0 + after.0 == wanted.0, "after \(steps) steps")
      #expect(after.1 == wanted.1, "after \(steps) steps")
      #expect(folder.files == whole.files, "after \(steps) steps")
    }
  }

  @Test func lessThanOneStepIsRefused() throws {
    let error = #expect(throws: TrainingError.self) { try still(0) }
    #expect(error?.description == "stepsPerExecution is 0; wanted 1 or more")
  }
}
