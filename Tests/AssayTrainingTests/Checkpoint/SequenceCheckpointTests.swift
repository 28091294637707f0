import AssayCore
import AssayData
import AssayModel
import AssayTraining
import Foundation
import Testing

/// Runs over sequences of batches that save themselves, and those that go on from there.
struct SequenceCheckpointTests {
  /// Ends the run after so many updates, by an interruption or by an error of its own.
  private final class EndsAfter: Callback {
    struct Killed: Error {}
    let updates: Int
    let interruption: Interruption?
    init(_ updates: Int, _ interruption: Interruption?) {
      self.updates = updates
      self.interruption = interruption
    }
    func onTrainBatchEnd(
      _ step: Int, logs: inout Logs, in training: any TrainingContext
    ) throws -> Continuation {
      if training.iterations == updates {
        guard let interruption else { throw Killed() }
        interruption.request()
      }
      return .continue
    }
  }

  /// Five batches of four rows, but for the last.
  private func batches(_ count: Int = 5) throws -> [Dataset] {
    let data = try classified(19)
    return stride(from: 0, to: data.count, by: 4).prefix(count).map {
      data[rows: $0..<min($0 + 4, data.count)]
    }
  }

  private func run(
    _ folder: RunFolder, _ batches: BatchSequence, stepsPerEpoch: Int?, epochs: Int = 6,
    resume: Bool = true, endingAfter updates: Int? = nil, throwing: Bool = false
  ) throws -> (weights: [Tensor], history: History) {
    let model = try classifier(dropout: 0.3, optimizer: Adam(learningRate: 0.05))
    let interruption = Interruption()
    var callbacks: [any Callback] = [EarlyStopping(patience: 3, restoreBestWeights: true)]
    if let updates { callbacks.append(EndsAfter(updates, throwing ? nil : interruption)) }
    let history = try model.fit(
      batches, epochs: epochs, validation: .data(classified(9, seed: 6)), callbacks: callbacks,
      stepsPerEpoch: stepsPerEpoch,
      checkpoint: Checkpointing(folder.path, everySteps: 2, resume: resume),
      interruption: interruption, progress: .silent)
    return (model.weights, history)
  }

  private func same(_ a: History, _ b: History) -> Bool {
    a.epochs == b.epochs && a.keys == b.keys && a.stopReason == b.stopReason
      && a.keys.allSatisfy { a[$0] == b[$0] }
  }

  // An epoch is a pass; ends amid passes; is a pass by number; wants more than a pass, or all there will be.
  @Test(arguments: [nil, 1, 2, 3, 5, 7, .max], [false, true])
  func endedAnywhereItEndsWithTheSameBytes(stepsPerEpoch: Int?, throwing: Bool) throws {
    let all = BatchSequence(try batches())
    let whole = RunFolder()
    let wanted = try run(whole, all, stepsPerEpoch: stepsPerEpoch)
    var ended = 0
    for updates in [1, 2, 3, 4, 5, 6, 9, 11, 14] {
      let folder = RunFolder()
      do {
        // Some have stopped early before.
        _ = try run(
          folder, all, stepsPerEpoch: stepsPerEpoch, endingAfter: updates, throwing: throwing)
      } catch {
        ended += 1
      }
      let found = try run(folder, all, stepsPerEpoch: stepsPerEpoch)
      #expect(found.weights == wanted.weights, "after \(updates) updates")
      #expect(same(found.history, wanted.history), "after \(updates) updates")
      #expect(try folder.files() == whole.files(), "after \(updates) updates")
    }
    #expect(ended >= 3)
  }

  // A pass begins with the batch of its number.
  @Test(arguments: [nil, 2, 3, 5, 7])
  func anOrderOfItsOwnForEachPassIsFoundAgain(stepsPerEpoch: Int?) throws {
    let five = try batches()
    let all = BatchSequence.passes { pass in
      var next = -1
      return {
        next += 1
        return next < five.count ? five[(pass + next) % five.count] : nil
      }
    }
    let wanted = try run(RunFolder(), all, stepsPerEpoch: stepsPerEpoch)
    let fixed = try run(RunFolder(), BatchSequence(five), stepsPerEpoch: stepsPerEpoch)
    #expect(wanted.history["loss"] != fixed.history["loss"])
    for updates in [1, 4, 5, 6, 9, 11, 14] {
      let folder = RunFolder()
      // Some have stopped early before.
      _ = try? run(folder, all, stepsPerEpoch: stepsPerEpoch, endingAfter: updates)
      let found = try run(folder, all, stepsPerEpoch: stepsPerEpoch)
      #expect(found.weights == wanted.weights, "after \(updates) updates")
      #expect(same(found.history, wanted.history), "after \(updates) updates")
    }
  }

  @Test func aSequenceWithoutAnEndGoesOnWhereItWas() throws {
    let five = try batches()
    let endless = BatchSequence {
      var next = -1
      return AnyIterator {
        next += 1
        return five[next % five.count]
      }
    }
    let wanted = try run(RunFolder(), endless, stepsPerEpoch: 3)
    let folder = RunFolder()
    #expect(throws: TrainingError.self) {
      try run(folder, endless, stepsPerEpoch: 3, endingAfter: 8)
    }
    let found = try run(folder, endless, stepsPerEpoch: 3)
    #expect(found.weights == wanted.weights && same(found.history, wanted.history))
  }

  @Test func fewerBatchesThanWereTakenAreAnError() throws {
    for (steps, updates, count, text) in [
      (
        nil, 4, 3,
        "the training data gave 3 batches of a pass, but the run that is resumed in epoch 1, "
          + "before step 5, had taken 4 of it; every pass has to give the same batches"
      ),
      (
        2, 7, 1,
        "the training data gave 1 batch of a pass, but the run that is resumed in epoch 4, "
          + "before step 3, had taken 2 of it; every pass has to give the same batches"
      ),
    ] as [(Int?, Int, Int, String)] {
      let folder = RunFolder()
      _ = try? run(
        folder, BatchSequence(batches()), stepsPerEpoch: steps, endingAfter: updates)
      let error = #expect(throws: TrainingError.self) {
        try run(folder, BatchSequence(batches(count)), stepsPerEpoch: steps)
      }
      #expect(error?.description == text)
    }
  }

  @Test func arraysDoNotGoOnFromASequence() throws {
    let folder = RunFolder()
    _ = try? run(folder, BatchSequence(batches()), stepsPerEpoch: nil, endingAfter: 4)
    let model = try classifier(dropout: 0.3, optimizer: Adam(learningRate: 0.05))
    let error = #expect(throws: CheckpointError.self) {
      try model.fit(
        classified(19), batchSize: 4, epochs: 6, validation: .data(classified(9, seed: 6)),
        shuffle: .none, callbacks: [EarlyStopping()],
        checkpoint: Checkpointing(folder.path, resume: true), progress: .silent)
    }
    #expect(
      error?.description.hasSuffix(
        "its number of samples is that of a sequence, but this run's is 19") == true)
  }

  @Test func backupAndRestoreSavesSequencesToo() throws {
    let five = try batches()
    let folder = RunFolder()
    func train(endingAfter updates: Int) throws -> [Tensor] {
      let model = try classifier(dropout: 0.3)
      try model.fit(
        BatchSequence(five), epochs: 3,
        callbacks: [BackupAndRestore(folder.path, everySteps: 1), EndsAfter(updates, nil)],
        progress: .silent)
      return model.weights
    }
    #expect(throws: EndsAfter.Killed.self) { try train(endingAfter: 8) }
    #expect(try folder.files().count == 2)
    let weights = try train(endingAfter: .max)
    let model = try classifier(dropout: 0.3)
    try model.fit(BatchSequence(five), epochs: 3, progress: .silent)
    #expect(weights == model.weights)
    #expect(try folder.files().isEmpty)
  }

  private func stream(_ batches: [Dataset]) -> AsyncStream<Dataset> {
    AsyncStream { continuation in
      for batch in batches { continuation.yield(batch) }
      continuation.finish()
    }
  }

  @Test func anAsynchronousSequenceCannotBeResumed() async throws {
    let five = try batches()
    let model = try classifier()
    let folder = RunFolder()
    let error = await #expect(throws: TrainingError.self) {
      try await model.fit(callbacks: [BackupAndRestore(folder.path)], progress: .silent) {
        stream(five)
      }
    }
    #expect(
      error?.description
        == "BackupAndRestore cannot save a run on an asynchronous sequence, whose batches cannot be "
        + "taken again; give them as a BatchSequence, or leave BackupAndRestore out")
    #expect(model.iterations == 0)
  }

  @Test func anAsynchronousRunCanBeInterrupted() async throws {
    let five = try batches()
    let model = try classifier()
    let interruption = Interruption()
    let error = await #expect(throws: TrainingError.self) {
      try await model.fit(
        epochs: 3, callbacks: [EndsAfter(7, interruption)], interruption: interruption,
        progress: .silent
      ) { stream(five) }
    }
    #expect(
      error?.description
        == "interrupted in epoch 2, before step 3; nothing was saved, for no checkpoint was asked for"
    )
    #expect(model.iterations == 7 && model.history.epochs == [0])
  }

  @Test func aSequenceThatCanBeWalkedOnceLosesNoBatch() throws {
    let five = try batches()
    let once = BatchSequence { [one = Once(five)] in AnyIterator { one.next() } }
    let model = try classifier(dropout: 0.3)
    try model.fit(once, progress: .silent)
    let other = try classifier(dropout: 0.3)
    try other.fit(BatchSequence(five), progress: .silent)
    #expect(model.weights == other.weights && model.iterations == 5)
  }

  /// Batches that are gone once they were taken.
  private final class Once: @unchecked Sendable {
    private var batches: [Dataset]
    init(_ batches: [Dataset]) { self.batches = batches }
    func next() -> Dataset? { batches.isEmpty ? nil : batches.removeFirst() }
  }
}
