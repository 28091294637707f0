import AssayCore
import AssayData
import AssayMetrics
import AssayModel
import AssayTraining
import Testing

/// Weights of classes are weights of the samples, or steps, that are of them.
struct ClassWeightTests {
  private let table: [Int: Double] = [0: 0.5, 2: 3]

  private func weight(_ index: Double) -> Float { index == 0 ? 0.5 : index == 2 ? 3 : 1 }

  private func expectSame(
    _ make: () throws -> Model, _ data: Dataset, weights: Tensor,
    _ location: SourceLocation = #_sourceLocation
  ) throws {
    let (byClass, bySample) = (try make(), try make())
    let history = try byClass.fit(
      data, batchSize: 4, epochs: 2, classWeights: .all(table), progress: .silent)
    let other = try bySample.fit(
      data.weighted(by: [weights]), batchSize: 4, epochs: 2, progress: .silent)
    #expect(history["loss"] == other["loss"], sourceLocation: location)
    #expect(byClass.weights == bySample.weights, sourceLocation: location)
    // The classes do weigh.
    let plain = try make()
    try plain.fit(data, batchSize: 4, epochs: 2, progress: .silent)
    #expect(plain.weights != byClass.weights, sourceLocation: location)
  }

  @Test func ofIndices() throws {
    let data = try classified(10)
    try expectSame(
      { try classifier() }, data, weights: Tensor(data.labels[0].doubles.map(weight)))
  }

  @Test func ofOneHotLabels() throws {
    let indices = try classified(10)
    let hot = indices.labels[0].doubles.flatMap { label in
      (0..<3).map { Float(label == Double($0) ? 1 : 0) }
    }
    let data = try Dataset(indices.inputs[0], Tensor(hot, shape: [10, 3]))
    try expectSame(
      { try classifier() }, data, weights: Tensor(indices.labels[0].doubles.map(weight)))
  }

  @Test func ofSteps() throws {
    let flat = try classified(20)
    let data = try Dataset(
      flat.inputs[0].reshaped([10, 2, 6]), flat.labels[0].reshaped([10, 2]))
    let weights = try Tensor(flat.labels[0].doubles.map(weight), shape: [10, 2])
    try expectSame(
      {
        let model = Sequential(seed: 3) {
          Input(2, 6)
          Dense(3, activation: .softmax)
        }
        try model.compile(optimizer: Adam(), loss: .crossentropy)
        return model
      }, data, weights: weights)
  }

  @Test func ofOneOfSeveralOutputs() throws {
    let data = try twoLabels(9)
    func model() throws -> Model {
      let model = twoOutputs()
      try model.compile(
        optimizer: SGD(), loss: ["diagnosis": .crossentropy, "radius": "mse"],
        metrics: [[.accuracy], nil], weightedMetrics: [[.accuracy], nil])
      return model
    }
    let (byClass, bySample) = (try model(), try model())
    let history = try byClass.fit(
      data, classWeights: .byOutput(["diagnosis": [1: 4]]), progress: .silent)
    let weights = Tensor(data.labels[0].doubles.map { Float($0 == 1 ? 4 : 1) })
    let other = try bySample.fit(data.weighted(by: [weights, nil]), progress: .silent)
    #expect(history.keys == other.keys)
    for key in history.keys { #expect(history[key] == other[key], "\(key)") }
    #expect(byClass.weights == bySample.weights)
  }

  @Test func validationIsWeightedWhereAsked() throws {
    let held = try classified(12, seed: 4)
    func validated(_ weighs: Bool) throws -> (model: Model, loss: Double?) {
      let model = try classifier()
      let history = try model.fit(
        classified(10), validation: .data(held), classWeights: .all(table),
        weighsValidation: weighs, progress: .silent)
      return (model, history["val_loss"]?[0])
    }
    let plain = try validated(false)
    #expect(try plain.loss == plain.model.evaluate(held).loss)
    let weighted = try validated(true)
    #expect(try weighted.loss == weighted.model.evaluate(held, classWeights: .all(table)).loss)
    #expect(weighted.loss != plain.loss)
  }

  @Test func batchesOfASequenceAreWeightedToo() throws {
    let data = try classified(10)
    let (arrays, sequence) = (try classifier(), try classifier())
    let history = try arrays.fit(
      data, batchSize: 4, shuffle: false, classWeights: .all(table), progress: .silent)
    let other = try sequence.fit(
      BatchSequence([data[rows: 0..<4], data[rows: 4..<8], data[rows: 8..<10]]),
      classWeights: .all(table), progress: .silent)
    #expect(history["loss"] == other["loss"])
    #expect(arrays.weights == sequence.weights)
  }
}
