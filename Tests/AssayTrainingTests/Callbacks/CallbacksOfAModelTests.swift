import AssayCore
import AssayData
import AssayModel
import AssayTraining
import Foundation
import Testing

/// The callbacks in runs of a real model.
struct CallbacksOfAModelTests {
  private func model(seed: UInt64 = 0) throws -> Model {
    let input = Input(6)
    let model = Model(
      inputs: [input], outputs: [Dense(3)(Dense(8, activation: .relu)(input))], seed: seed)
    try model.compile(optimizer: Adam(learningRate: 0.01), loss: .crossentropy)
    return model
  }

  @Test func everyEpochsWeightsComeBackFromTheirFile() throws {
    let folder = try TemporaryFolder()
    let model = try model()
    var weights: [[Tensor]] = []
    try model.fit(
      classified(40), epochs: 3, validation: .data(classified(16, seed: 2)),
      callbacks: [
        ModelCheckpoint(folder("runs/{epoch:02d}.npz"), saveWeightsOnly: true),
        LambdaCallback(onEpochEnd: { _, _, training in
          weights.append(training.weights)
          return .continue
        }),
      ], progress: .silent)
    #expect(folder.files == ["runs/01.npz", "runs/02.npz", "runs/03.npz"])
    #expect(try NPZ.names(folder("runs/01.npz")) == model.weightNames)
    let other = try self.model(seed: 5)
    for epoch in 0..<3 {
      try other.loadWeights(from: folder("runs/0\(epoch + 1).npz"))
      #expect(other.weights == weights[epoch])
    }
  }

  @Test func theBestOfTheHistoryIsWhatIsSavedAndRestored() throws {
    let folder = try TemporaryFolder()
    let model = try model()
    let checkpoint = ModelCheckpoint(folder("best.npz"), saveBestOnly: true, saveWeightsOnly: true)
    let stopping = EarlyStopping(patience: 9, restoreBestWeights: true)
    let history = try model.fit(
      classified(24), epochs: 8, validation: .data(classified(16, seed: 2)),
      callbacks: [checkpoint, stopping], progress: .silent)
    #expect(checkpoint.best == history["val_loss"]?.min())
    #expect(stopping.best == checkpoint.best)
    let other = try self.model(seed: 5)
    try other.loadWeights(from: folder("best.npz"))
    #expect(other.weights == model.weights)
  }

  @Test func theRateIsTheOptimizersAndTheTableTheHistorys() throws {
    let folder = try TemporaryFolder()
    let model = try model()
    let history = try model.fit(
      classified(24), epochs: 3,
      callbacks: [
        LearningRateScheduler { epoch, rate in epoch == 0 ? rate : rate / 2 },
        CSVLogger(folder("log.csv")),
      ], progress: .silent)
    let first = Double(Float(0.01))
    #expect(history["learning_rate"] == [first, first / 2, first / 4])
    #expect(model.learningRate == first / 4)
    let losses = try #require(history["loss"])
    let lines = try folder.text("log.csv").components(separatedBy: "\r\n")
    #expect(lines[0] == "epoch,learning_rate,loss,val_learning_rate,val_loss")
    for epoch in 0..<3 {
      #expect(
        lines[epoch + 1].hasPrefix("\(epoch),\(first / Double(1 << epoch)),\(losses[epoch]),"))
    }
  }

  @Test func batchesAreCountedOnFromEpochToEpochAndNotInEvaluations() throws {
    let folder = try TemporaryFolder()
    try model().fit(
      classified(24), batchSize: 8, epochs: 4, validation: .data(classified(40, seed: 2)),
      callbacks: [
        ModelCheckpoint(
          folder("{epoch}-{batch}-{loss:.0f}.npz"), saveWeightsOnly: true,
          saveFrequency: .batches(5))
      ], progress: .silent)
    #expect(folder.files.map { $0.prefix(3) } == ["2-2", "4-1"])
  }

  @Test func aLossThatIsNoNumberEndsTheRunAsAskedFor() throws {
    let input = Input(6)
    func run(_ callbacks: [any Callback]) throws -> Model {
      let model = Model(inputs: [input], outputs: [Dense(3)(input)])
      // The first step sends the weights beyond what float32 holds.
      try model.compile(optimizer: SGD(learningRate: 3e38), loss: .crossentropy)
      try model.fit(
        classified(40), batchSize: 8, epochs: 3, shuffle: false, callbacks: callbacks,
        progress: .silent)
      return model
    }
    #expect(throws: TrainingError.self) { try run([]) }
    #expect(throws: CallbackError.self) { try run([TerminateOnNaN(raiseError: true)]) }
    let output = RecordedOutput()
    let history = try run([TerminateOnNaN(output: output)]).history
    #expect(history.epochs == [0])
    #expect(history["loss"]?[0].isFinite == false)
    #expect(history.stopReason?.hasSuffix(" of epoch 1") == true)
    #expect(output.text.hasSuffix(": Invalid loss, terminating training\n"))
  }

  @Test(arguments: [false, true])
  func aRunWithAveragesEndsWithThemAlsoWhereItIsStopped(isStopped: Bool) throws {
    func run(_ callbacks: [any Callback]) throws -> Model {
      let input = Input(6)
      let model = Model(inputs: [input], outputs: [Dense(3)(input)])
      try model.compile(optimizer: Adam(useEMA: true, emaMomentum: 0.9), loss: .crossentropy)
      let stop = LambdaCallback(onEpochEnd: { epoch, _, _ in
        isStopped && epoch == 1 ? .stop(reason: "enough") : .continue
      })
      try model.fit(
        classified(24), batchSize: 8, epochs: 3, validation: .data(classified(16, seed: 2)),
        callbacks: callbacks + [stop], progress: .silent)
      return model
    }
    let plain = try run([])
    var seen: [Tensor] = []
    let between = LambdaCallback(onEpochEnd: { _, _, training in
      seen = training.weights
      return .continue
    })
    let swapped = try run([SwapEMAWeights(swapOnEpoch: true), between])
    #expect(swapped.weights == plain.weights)
    #expect(seen == plain.weights)
    #expect(try run([SwapEMAWeights()]).weights == plain.weights)
  }
}
