import AssayCore
import AssayData
import AssayMetrics
import AssayModel
import AssayTraining
import Testing

/// `evaluate`, `predict` and the public steps.
struct EvaluateTests {
  @Test(arguments: [1, 7, 16, 60, 100])
  func theBatchSizeDoesNotMatter(batchSize: Int) throws {
    let data = try classified(60)
    let model = try classifier(dropout: 0.5)
    try model.fit(data, epochs: 2, progress: .silent)
    let whole = try model.evaluate(data, batchSize: 60)
    let scores = try model.evaluate(data, batchSize: batchSize)
    #expect(scores["accuracy"] == whole["accuracy"])
    #expect(abs(scores.loss - whole.loss) < 1e-6 * whole.loss)
    #expect(scores.samples == 60)
    let outputs = try model.predict([data.inputs[0]], batchSize: batchSize)
    #expect(distance(outputs[0], try model.predict(data.inputs[0])) < 1e-6)
  }

  @Test func evaluationHasNoDropoutAndChangesNothing() throws {
    let data = try classified(60)
    let model = try classifier(dropout: 0.5)
    let plain = try classifier(dropout: 0)
    let before = model.weights
    let scores = try model.evaluate(data)
    #expect(try model.evaluate(data).loss == scores.loss)
    #expect(try plain.evaluate(data).loss == scores.loss)
    #expect(try plain.predict(data.inputs[0]) == model.predict(data.inputs[0]))
    #expect(model.weights == before)
    // With dropout one step of training sees another loss.
    #expect(try model.trainStep(data)["loss"] != plain.trainStep(data)["loss"])
  }

  @Test func theScoresAreInTheOrderOfCompile() throws {
    let model = try zeroModel()
    try model.compile(optimizer: still, loss: "mse", metrics: ["mse", "mae", "mse"])
    let scores = try model.evaluate(counted(5), batchSize: 2)
    #expect(scores.description == "loss: 6.0 - mse: 6.0 - mae: 2.0 - mse_1: 6.0")
    #expect(scores["accuracy"] == nil)
    #expect(scores.interval(of: "mae") == nil)
  }

  @Test func aProportionHasAnInterval() throws {
    let model = try classifier()
    let data = try classified(60)
    let scores = try model.evaluate(data)
    let accuracy = try #require(scores["accuracy"])
    let interval = try #require(scores.interval(of: "accuracy"))
    #expect(interval.low < accuracy && accuracy < interval.high)
    #expect(interval.low >= 0 && interval.high <= 1)
  }

  @Test func theMetricsOfTwoHalvesMerge() throws {
    let data = try classified(61)
    let model = try classifier()
    let whole = try model.evaluate(data)
    let first = try model.evaluate(data[rows: 0..<20])
    let second = try model.evaluate(data[rows: 20..<61])
    var merged = try #require(first.metrics[0].metric as? SparseCategoricalAccuracy)
    merged.merge(try #require(second.metrics[0].metric as? SparseCategoricalAccuracy))
    #expect(merged.value == whole["accuracy"])
  }

  @Test func aStepIsOneBatchOfFit() throws {
    let data = try classified(50)
    let fitted = try classifier(dropout: 0.2)
    try fitted.fit(data, batchSize: 20, epochs: 2, shuffle: false, progress: .silent)
    let stepped = try classifier(dropout: 0.2)
    for epoch in 0..<2 {
      for (step, rows) in [0..<20, 20..<40, 40..<50].enumerated() {
        try stepped.trainStep(data[rows: rows], epoch: epoch, step: step)
      }
    }
    #expect(stepped.weights == fitted.weights)
  }

  @Test func aStepTellsOfItsBatchAlone() throws {
    let model = try zeroModel()
    try model.compile(optimizer: SGD(learningRate: 0.25), loss: "mse", metrics: ["mae"])
    // Of the labels 1 and 3 from w = 0: the loss from before the update, then w = 0.25 · 10 = 2.5.
    #expect(try model.trainStep(rows([1, 3])) == ["loss": 5, "mae": 2])
    #expect(model.weights[0].doubles == [2.5])
    #expect(try model.testStep(rows([1, 3])) == ["loss": 11.25, "mae": 3])  // 1.5², 4.5²
    #expect(try model.testStep(rows([2])) == ["loss": 9, "mae": 3])
    #expect(model.weights[0].doubles == [2.5])
    let outputs = try model.predictStep([Tensor([[1], [2]] as [[Float]])])
    #expect(outputs == [Tensor([[2.5], [5]] as [[Float]])])
  }

  @Test func aModelOfSeveralInputsAndOutputsAddsUpItsLosses() throws {
    let left = Input(2, name: "left")
    let right = Input(1, name: "right")
    let a = Dense(1, useBias: false, kernelInitializer: .zeros, name: "a")(left)
    let b = Dense(2, useBias: false, kernelInitializer: .zeros, name: "b")(right)
    let model = Model(inputs: [left, right], outputs: [a, b])
    try model.compile(optimizer: still, loss: ["mse", "mae"])
    // Of a: squared errors 0, 1, 4. Of b: mean absolute errors 1, 2, 3.
    let data = try Dataset(
      inputs: [Tensor(zeros: [3, 2]), Tensor(zeros: [3, 1])],
      labels: [
        Tensor([[0], [1], [2]] as [[Float]]), Tensor([[1, 1], [2, 2], [3, 3]] as [[Float]]),
      ])
    let history = try model.fit(
      data, batchSize: 2, validation: .data(data), shuffle: false, progress: .silent)
    #expect(
      history.keys == ["a_loss", "b_loss", "loss", "val_a_loss", "val_b_loss", "val_loss"])
    for prefix in ["", "val_"] {
      #expect(history["\(prefix)a_loss"]?.map { Float($0) } == [5.0 / 3])
      #expect(history["\(prefix)b_loss"] == [2])
      #expect(history["\(prefix)loss"]?.map { Float($0) } == [11.0 / 3])
    }
    let outputs = try model.predict(data.inputs)
    #expect(outputs.map(\.shape) == [[3, 1], [3, 2]])
    #expect(
      model.explanation.description == """
        a_loss  → MeanSquaredError
                labels [batch, 1] float32 against output [batch, 1]
        b_loss  → MeanAbsoluteError
                labels [batch, 2] float32 against output [batch, 2]
        """)
  }

  @Test func oneLossServesEveryOutput() throws {
    let x = Input(2)
    let model = Model(inputs: x, outputs: Dense(3, name: "a")(x), Dense(1, name: "b")(x))
    try model.compile(optimizer: still, loss: .crossentropy)
    let data = try Dataset(
      inputs: [Tensor(zeros: [4, 2])],
      labels: [Tensor([0, 1, 2, 2] as [Int]), Tensor([0, 1, 1, 0] as [Int])])
    let scores = try model.evaluate(data)
    #expect(abs(try #require(scores["a_loss"]) - Double.log(3)) < 1e-6)
    #expect(abs(try #require(scores["b_loss"]) - Double.log(2)) < 1e-6)
    #expect(abs(scores.loss - Double.log(6)) < 1e-6)
  }

  @Test func aModelWithoutLayersGivesWhatItIsGiven() throws {
    let model = Sequential { Input(2) }
    let x = Tensor([[1, 2], [3, 4]] as [[Float]])
    #expect(try model.predict(x) == x)
    try model.compile(loss: "mse")
    #expect(try model.evaluate(Dataset(x, x)).loss == 0)
  }

  @Test func everyTypeOfDataIsTaken() throws {
    let model = try classifier(features: 2, classes: 2)
    let numbers: [Int] = [0, 1, 1, 0, 2, 1]
    func tensor<S: Scalar>(_ make: (Int) -> S) throws -> Tensor {
      try Tensor(numbers.map(make), shape: [3, 2])
    }
    let float = try model.predict(tensor { Float($0) })
    #expect(try model.predict(tensor { Double($0) }) == float)
    #expect(try model.predict(tensor { $0 }) == float)
    #expect(try model.predict(tensor { UInt8($0) }) == float)
    #expect(try model.predict(tensor { Int16($0) }) == float)
    let x = try tensor { Float($0) }
    let loss = try model.evaluate(Dataset(x, Tensor([0, 1, 1] as [Int]))).loss
    #expect(try model.evaluate(Dataset(x, Tensor([0, 1, 1] as [Float]))).loss == loss)
    #expect(try model.evaluate(Dataset(x, Tensor([0, 1, 1] as [UInt8]))).loss == loss)
    #expect(try model.evaluate(Dataset(x, Tensor([false, true, true]))).loss == loss)
  }
}
