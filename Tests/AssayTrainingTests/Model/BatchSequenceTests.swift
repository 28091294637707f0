import AssayCore
import AssayData
import AssayMetrics
import AssayModel
import AssayTraining
import Testing

/// Batches from anywhere train as arrays do, to the bit.
struct BatchSequenceTests {
  private let data = try? classified(22)

  private func batches(_ count: Int? = nil) throws -> [Dataset] {
    let data = try #require(data)
    let all = stride(from: 0, to: data.count, by: 4).map {
      data[rows: $0..<min($0 + 4, data.count)]
    }
    return Array(all.prefix(count ?? all.count))
  }

  private func expectSame(
    _ a: (History, Model), _ b: (History, Model), _ location: SourceLocation = #_sourceLocation
  ) {
    #expect(a.0.keys == b.0.keys, sourceLocation: location)
    for key in a.0.keys { #expect(a.0[key] == b.0[key], "\(key)", sourceLocation: location) }
    #expect(a.1.weights == b.1.weights, sourceLocation: location)
  }

  private func arrays(steps: Int? = nil, epochs: Int = 3) throws -> (History, Model) {
    let model = try classifier(dropout: 0.3)
    let history = try model.fit(
      #require(data), batchSize: 4, epochs: epochs, validation: .data(classified(9, seed: 6)),
      shuffle: false, stepsPerEpoch: steps, progress: .silent)
    return (history, model)
  }

  private func stream(_ batches: [Dataset]) -> AsyncStream<Dataset> {
    AsyncStream { continuation in
      for batch in batches { continuation.yield(batch) }
      continuation.finish()
    }
  }

  // Six batches; two steps an epoch divide them, four do not.
  @Test(arguments: [nil, 2, 4]) func aSequenceIsTheArrays(steps: Int?) async throws {
    let held = try classified(9, seed: 6)
    let wanted = try arrays(steps: steps, epochs: 5)
    let synchronous = try classifier(dropout: 0.3)
    let history = try synchronous.fit(
      BatchSequence(batches()), epochs: 5, validation: .data(held), stepsPerEpoch: steps,
      validationBatchSize: 4, progress: .silent)
    expectSame((history, synchronous), wanted)
    let asynchronous = try classifier(dropout: 0.3)
    let all = try batches()
    let other = try await asynchronous.fit(
      epochs: 5, validation: .data(held), stepsPerEpoch: steps, validationBatchSize: 4,
      progress: .silent
    ) { stream(all) }
    expectSame((other, asynchronous), wanted)
  }

  @Test func validationByBatchesIsThatOfArrays() throws {
    let held = try classified(9, seed: 6)
    let model = try classifier()
    let history = try model.fit(
      #require(data), epochs: 2,
      validation: .batches(BatchSequence([held[rows: 0..<5], held[rows: 5..<9]])),
      progress: .silent)
    let other = try classifier()
    let wanted = try other.fit(
      #require(data), epochs: 2, validation: .data(held), validationBatchSize: 5,
      progress: .silent)
    expectSame((history, model), (wanted, other))
  }

  @Test func evaluationLooksAtAsManyBatchesAsAsked() throws {
    let model = try classifier()
    let data = try #require(data)
    let wanted = try model.evaluate(data[rows: 0..<8])
    let scores = try model.evaluate(data, batchSize: 4, steps: 2)
    #expect(scores.samples == 8)
    #expect(scores["accuracy"] == wanted["accuracy"])
    #expect(abs(scores.loss - wanted.loss) < 1e-6)
    #expect(try model.evaluate(BatchSequence(batches()), steps: 2).logs == scores.logs)
    let whole = try model.evaluate(data, batchSize: 4)
    #expect(try model.evaluate(BatchSequence(batches())).logs == whole.logs)
    let error = #expect(throws: TrainingError.self) { try model.evaluate(data, steps: 0) }
    #expect(error?.description == "steps is 0; wanted 1 or more")
  }

  @Test func validationOnSomeStepsIsTheSameEveryEpoch() throws {
    let model = try zeroModel()
    try model.compile(optimizer: still, loss: "mae")
    for held in [
      Validation.data(try counted(6)),
      .batches(BatchSequence([try counted(6)[rows: 0..<2], try counted(6)[rows: 2..<6]])),
    ] {
      let history = try model.fit(
        rows([1]), epochs: 3, validation: held, validationSteps: 1, validationBatchSize: 2,
        progress: .silent)
      #expect(history["val_loss"] == [0.5, 0.5, 0.5])
    }
  }

  @Test func aSequenceThatCanBeWalkedOnceIsAnErrorAndNotAnEmptyEpoch() throws {
    let model = try classifier()
    let all = try batches()
    let error = #expect(throws: TrainingError.self) {
      let once = Once(all)
      try model.fit(
        BatchSequence { once.iterator() }, epochs: 3, progress: .silent)
    }
    #expect(error?.description == "the training data of epoch 2 gave no batch; give at least one")
    #expect(model.history.epochs == [0])
    let none = #expect(throws: TrainingError.self) {
      try model.fit(BatchSequence([Dataset]()), progress: .silent)
    }
    #expect(none?.description == "the training data gave no batch; give at least one")
  }

  @Test func passesAreNumberedAsTheirEpochs() throws {
    let all = try batches(2)
    final class Numbers: @unchecked Sendable { var found: [Int] = [] }
    let numbers = Numbers()
    let sequence = BatchSequence.passes { pass in
      numbers.found.append(pass)
      let iterator = AnyIterator(all.makeIterator())
      return { iterator.next() }
    }
    let model = try classifier()
    try model.fit(sequence, epochs: 3, progress: .silent)
    #expect(numbers.found == [0, 1, 2])
    try model.fit(sequence, epochs: 5, initialEpoch: 3, progress: .silent)
    #expect(numbers.found == [0, 1, 2, 3, 4])
    numbers.found = []
    try model.fit(sequence, epochs: 4, stepsPerEpoch: 1, progress: .silent)
    #expect(numbers.found == [0, 1])
    numbers.found = []
    _ = try model.evaluate(sequence)
    _ = try model.predict(sequence)
    #expect(numbers.found == [0, 0])
  }

  @Test func aPassThatFailsEndsWhateverAskedForIt() throws {
    struct Torn: Error {}
    let all = try batches(2)
    let torn = BatchSequence.passes { pass in
      let iterator = AnyIterator(all.makeIterator())
      return {
        guard let next = iterator.next() else { throw Torn() }
        return next
      }
    }
    let model = try classifier()
    #expect(throws: Torn.self) { try model.fit(torn, progress: .silent) }
    #expect(throws: Torn.self) { try model.evaluate(torn) }
    #expect(throws: Torn.self) { try model.predict(torn) }
    #expect(throws: Torn.self) {
      try model.fit(#require(data), validation: .batches(torn), progress: .silent)
    }
    #expect(throws: Torn.self) {
      try model.fit(BatchSequence.passes { _ in throw Torn() }, progress: .silent)
    }
  }

  @Test func theFrozenFiguresAreThoseOfEvaluate() throws {
    final class Evaluates: Callback {
      let data: Dataset
      var scores: [Logs] = []
      init(_ data: Dataset) { self.data = data }
      func onEpochEnd(
        _ epoch: Int, logs: inout Logs, in training: any TrainingContext
      ) throws -> Continuation {
        if let model = training as? Model {
          scores.append(try model.evaluate(data, batchSize: 4).logs)
        }
        return .continue
      }
    }
    let data = try #require(data)
    let model = try classifier(dropout: 0.3)
    let evaluates = Evaluates(data)
    let history = try model.fit(
      data, batchSize: 4, epochs: 3, callbacks: [evaluates], scoresTraining: true,
      progress: .silent)
    #expect(history.keys == ["accuracy", "frozen_accuracy", "frozen_loss", "loss"])
    for key in ["loss", "accuracy"] {
      #expect(history["frozen_\(key)"] == evaluates.scores.compactMap { $0[key] })
    }
    #expect(history["frozen_loss"] != history["loss"])
    #expect(model.direction(ofMetric: "frozen_accuracy") == .higherIsBetter)
  }

  @Test func aStepOfOnesOwnSaysWhatIsLogged() throws {
    let data = try #require(data)
    let (own, plain) = (try classifier(dropout: 0.3), try classifier(dropout: 0.3))
    var moments: [StepMoment] = []
    let history = try own.fit(
      data, batchSize: 8, epochs: 2,
      step: { model, batch, moment in
        moments.append(moment)
        var logs = try model.trainStep(batch, epoch: moment.epoch, step: moment.step)
        logs["rows"] = Double(batch.count)
        return logs
      }, progress: .silent)
    try plain.fit(data, batchSize: 8, epochs: 2, progress: .silent)
    #expect(own.weights == plain.weights)
    #expect(
      moments == (0..<2).flatMap { epoch in (0..<3).map { StepMoment(epoch: epoch, step: $0) } })
    #expect(history.keys == ["accuracy", "loss", "rows"])
    #expect(history["rows"] == [6, 6])
  }

  @Test func rowsMayBeShuffledWithinTheirBatchesAlone() throws {
    func order(seed: UInt64) throws -> [[Double]] {
      let seen = Seen()
      let model = try zeroModel()
      try model.compile(
        optimizer: still, loss: "mse",
        metrics: [
          .function("keeps") { labels, predictions in
            seen.batches.append((labels, predictions))
            return labels.doubles
          }
        ])
      try model.fit(
        counted(11), batchSize: 4, epochs: 2, shuffle: .withinBatches, seed: seed,
        progress: .silent)
      return seen.batches.map(\.labels.doubles)
    }
    let batches = try order(seed: 1)
    let wanted: [[Double]] = [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9, 10]]
    #expect(batches.map { $0.sorted() } == wanted + wanted)
    #expect(batches != wanted + wanted)
    #expect(Array(batches[0..<3]) != Array(batches[3..<6]))
    #expect(try order(seed: 1) == batches)
    #expect(try order(seed: 2) != batches)
  }
}

/// Batches that are gone once they were taken.
private final class Once: @unchecked Sendable {
  private var batches: [Dataset]

  init(_ batches: [Dataset]) { self.batches = batches }

  func iterator() -> AnyIterator<Dataset> {
    AnyIterator { self.batches.isEmpty ? nil : self.batches.removeFirst() }
  }
}
