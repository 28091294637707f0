import AssayCore
import AssayData
import AssayMetrics
import AssayModel
import AssayTraining
import Testing

struct FitTests {
  @Test func theLastBatchCountsByItsSize() throws {
    // Squared errors 0, 1 | 4, 9 | 16: batch means 0.5, 6.5, 16.
    let model = try zeroModel()
    try model.compile(optimizer: still, loss: "mse", metrics: ["mae"])
    let history = try model.fit(counted(5), batchSize: 2, shuffle: false, progress: .silent)
    #expect(history["loss"] == [6])  // (2 · 0.5 + 2 · 6.5 + 16) / 5
    #expect(history["mae"] == [2])
    #expect(try model.evaluate(counted(5), batchSize: 2).loss == 6)
  }

  @Test func sumsOfBatchesAreAveragedBySizeAsInKeras() throws {
    let model = try zeroModel()
    try model.compile(optimizer: still, loss: .loss(.meanSquaredError(reduction: .sum)))
    let history = try model.fit(counted(5), batchSize: 2, shuffle: false, progress: .silent)
    #expect(history["loss"] == [8.8])  // (2 · 1 + 2 · 13 + 16) / 5
  }

  @Test func theGreatestNumbersAreNumbersToo() throws {
    let model = try classifier()
    let data = try classified(20)
    let history = try model.fit(
      data, epochs: .max, validation: .split(0.5),
      callbacks: [EarlyStopping(monitor: "loss", mode: .max), ReduceLROnPlateau(patience: .max)],
      initialEpoch: (1 << 53) - 1, stepsPerEpoch: .max, validationSteps: .max,
      validationFrequency: 1, progress: .silent)
    #expect(history.epochs.first == (1 << 53) - 1)
    #expect(history.stopReason != nil)
    #expect(model.batchSize == 1)  // one row for each of more steps than rows
    try model.fit(data, batchSize: .max, validationBatchSize: .max, progress: .silent)
    #expect(try model.evaluate(data, batchSize: .max, steps: .max).samples == 20)
    #expect(try model.predict(data, batchSize: .max, steps: .max)[0].shape == [20, 3])
  }

  @Test(arguments: [(10, 0.3, 7), (10, 0.25, 7), (7, 0.5, 3), (5, 0.1, 4)])
  func theSplitTakesTheLastRows(count: Int, fraction: Double, training: Int) throws {
    let seen = Seen()
    let model = try zeroModel()
    try model.compile(
      optimizer: still, loss: "mse",
      metrics: [
        .function("seen") { labels, predictions in
          seen.batches.append((labels, predictions))
          return labels.doubles
        }
      ])
    let history = try model.fit(
      counted(count), batchSize: 3, validation: .split(fraction), progress: .silent)
    // One epoch: first the training rows in any order, then the rest in theirs.
    let all = seen.batches.flatMap(\.labels.doubles)
    #expect(all.prefix(training).sorted() == (0..<training).map(Double.init))
    #expect(Array(all.dropFirst(training)) == (training..<count).map(Double.init))
    let squares = (training..<count).map { Double($0 * $0) }
    let mean = squares.reduce(0, +) / Double(squares.count)
    #expect(abs(try #require(history["val_loss"])[0] - mean) < 1e-5)
  }

  @Test func theOrderIsAFunctionOfSeedAndEpoch() throws {
    func order(
      seed: UInt64?, modelSeed: UInt64 = 0, batchSize: Int, from first: Int = 0, to end: Int
    ) throws -> [[Double]] {
      let seen = Seen()
      let model = Sequential(seed: modelSeed) {
        Input(1)
        Dense(1)
      }
      try model.compile(
        optimizer: still, loss: "mse",
        metrics: [
          .function("seen") { labels, _ in
            seen.labels += labels.doubles
            return labels.doubles
          }
        ])
      try model.fit(
        counted(23), batchSize: batchSize, epochs: end, initialEpoch: first, seed: seed,
        progress: .silent)
      return stride(from: 0, to: seen.labels.count, by: 23).map {
        Array(seen.labels[$0..<$0 + 23])
      }
    }
    let three = try order(seed: 5, batchSize: 4, to: 3)
    #expect(three.allSatisfy { $0.sorted() == (0..<23).map(Double.init) })
    #expect(three[0] != three[1] && three[1] != three[2])
    #expect(try order(seed: 5, batchSize: 23, to: 3) == three)
    #expect(try order(seed: 5, batchSize: 4, from: 2, to: 3) == [three[2]])
    #expect(try order(seed: 6, batchSize: 4, to: 1)[0] != three[0])
    // The seed of the model, where none is given.
    #expect(try order(seed: nil, modelSeed: 5, batchSize: 4, to: 3) == three)
  }

  @Test func oneSeedGivesTheSameBits() throws {
    func run(seed: UInt64) throws -> (History, [Tensor]) {
      let model = try classifier(dropout: 0.3, seed: seed)
      let history = try model.fit(
        classified(90), epochs: 3, validation: .split(0.2), progress: .silent)
      return (history, model.weights)
    }
    let (first, weights) = try run(seed: 3)
    let (second, sameWeights) = try run(seed: 3)
    let (other, otherWeights) = try run(seed: 4)
    for key in first.keys { #expect(first[key] == second[key], "\(key)") }
    #expect(weights == sameWeights)
    #expect(first["loss"] != other["loss"] && weights != otherWeights)
  }

  @Test func threadsChangeNoMoreThanTheLastBits() throws {
    func run(threads: Int) throws -> (Model, History) {
      let model = try classifier(features: 200, classes: 50, threads: threads)
      let history = try model.fit(
        classified(512, features: 200, classes: 50), batchSize: 128, epochs: 2,
        progress: .silent)
      return (model, history)
    }
    let (one, first) = try run(threads: 1)
    let (two, second) = try run(threads: 2)
    for (a, b) in zip(one.weights, two.weights) { #expect(distance(a, b) < 1e-4) }
    for (a, b) in zip(try #require(first["loss"]), try #require(second["loss"])) {
      #expect(abs(a - b) < 1e-5 * a)
    }
  }

  @Test func aRunThatGoesOnEndsLikeOneThatNeverStopped() throws {
    let data = try classified(90)
    let whole = try classifier(dropout: 0.3)
    let all = try whole.fit(data, epochs: 5, validation: .split(0.2), progress: .silent)
    let parts = try classifier(dropout: 0.3)
    try parts.fit(data, epochs: 3, validation: .split(0.2), progress: .silent)
    let rest = try parts.fit(
      data, epochs: 5, validation: .split(0.2), initialEpoch: 3, progress: .silent)
    #expect(rest.epochs == [3, 4])
    #expect(rest["val_loss"] == all["val_loss"].map { Array($0.suffix(2)) })
    #expect(parts.weights == whole.weights)
  }

  @Test func noEpochsAreLeftAtTheEnd() throws {
    let model = try classifier()
    let before = model.weights
    let history = try model.fit(
      classified(20), epochs: 2, initialEpoch: 5, progress: .silent)
    #expect(history.epochs.isEmpty)
    #expect(model.weights == before)
  }

  @Test func theHistoryIsAlsoKeptByTheModel() throws {
    let model = try classifier()
    let history = try model.fit(
      classified(40), epochs: 3, validation: .split(0.25), progress: .silent)
    #expect(model.history == history)
    #expect(history.epochs == [0, 1, 2])
    #expect(history.keys == ["accuracy", "loss", "val_accuracy", "val_loss"])
    #expect(history.seconds.count == 3)
    try model.fit(classified(40), progress: .silent)
    #expect(model.history.epochs == [0])
  }

  @Test func stoppingInABatchCutsTheEpochAndStillValidates() throws {
    final class StopsAt: Callback {
      var steps: [Int] = []
      func onTrainBatchEnd(
        _ step: Int, logs: inout Logs, in training: any TrainingContext
      ) -> Continuation {
        steps.append(step)
        return step == 1 ? .stop(reason: "enough") : .continue
      }
    }
    let stops = StopsAt()
    let model = try zeroModel()
    try model.compile(optimizer: still, loss: "mse")
    let history = try model.fit(
      counted(9), batchSize: 2, epochs: 3, validation: .data(counted(3)), shuffle: false,
      callbacks: [stops], progress: .silent)
    #expect(stops.steps == [0, 1])
    #expect(history["loss"] == [3.5])  // (0 + 1 + 4 + 9) / 4
    #expect(history["val_loss"]?.count == 1)
    #expect(history.stopReason == "enough")
  }

  @Test func theLogsOfABatchAreTheEpochsSoFar() throws {
    final class Running: Callback {
      var losses: [Double] = []
      func onTrainBatchEnd(
        _ step: Int, logs: inout Logs, in training: any TrainingContext
      ) -> Continuation {
        losses.append(logs["loss"] ?? .nan)
        return .continue
      }
    }
    let running = Running()
    let model = try zeroModel()
    try model.compile(optimizer: still, loss: "mse")
    try model.fit(
      counted(5), batchSize: 2, epochs: 2, shuffle: false, callbacks: [running],
      progress: .silent)
    #expect(running.losses == [0.5, 3.5, 6, 0.5, 3.5, 6])
  }

  @Test func aCallbackThatEvaluatesLeavesTheRunAsItWas() throws {
    final class Evaluates: Callback {
      let data: Dataset
      init(_ data: Dataset) { self.data = data }
      func onTrainBatchEnd(
        _ step: Int, logs: inout Logs, in training: any TrainingContext
      ) throws -> Continuation {
        let model = try #require(training as? Model)
        let before = (training.batchSize, training.stepsPerEpoch)
        _ = try model.evaluate(data, batchSize: 7)
        _ = try training.predict(data.inputs[0])
        #expect(training.batchSize == before.0)
        #expect(training.stepsPerEpoch == before.1)
        return .continue
      }
    }
    let data = try classified(50)
    let plain = try classifier()
    let expected = try plain.fit(data, batchSize: 8, epochs: 2, progress: .silent)
    let watched = try classifier()
    let history = try watched.fit(
      data, batchSize: 8, epochs: 2, callbacks: [Evaluates(data)], progress: .silent)
    #expect(history["loss"] == expected["loss"] && history["accuracy"] == expected["accuracy"])
    #expect(watched.weights == plain.weights)
  }

  @Test func theLearningRateMayChangeBetweenRuns() throws {
    let model = try zeroModel()
    #expect(model.learningRate.isNaN)
    try model.compile(optimizer: SGD(learningRate: 0.5), loss: "mse")
    let data = try rows([1])
    #expect(model.learningRate == 0.5)
    // w = 0: the gradient of (1 − w)² is −2.
    try model.fit(data, progress: .silent)
    #expect(model.weights[0].doubles == [1])
    try model.setLearningRate(0.25)
    try model.setWeights([Tensor(zeros: [1, 1])])
    try model.fit(data, progress: .silent)
    #expect(model.weights[0].doubles == [0.5])
  }

  @Test func compilingAgainBeginsAfreshWithTheWeightsThereAre() throws {
    let data = try classified(60)
    let model = try classifier()
    try model.fit(data, epochs: 2, progress: .silent)
    let weights = model.weights
    try model.compile(optimizer: Adam(learningRate: 0.01), loss: .crossentropy)
    #expect(model.weights == weights)
    #expect(
      model.explanation.description
        == "nothing is resolved yet: the first fit or evaluate shows the labels")
    let history = try model.fit(data, progress: .silent)
    #expect(history.keys == ["loss"])
    // A new optimizer has no moments: the same as in a model that only has these weights.
    let other = try classifier()
    try other.setWeights(weights)
    try other.fit(data, progress: .silent)
    #expect(other.weights == model.weights)
  }
}
