import AssayCore
import AssayData
import AssayMetrics
import AssayModel
import AssayTraining
import Testing

/// Weights of samples and steps in losses and metrics, worked by hand.
struct SampleWeightTests {
  // Predictions are 0, so that the error of a row is its label.
  private func weighted() throws -> Dataset {
    try rows([1, 2, 3, 4]).weighted(by: [Tensor([1, 0, 2, 1] as [Float])])
  }

  @Test func theLossIsDividedByTheNumberOfRowsAndAMetricByTheWeights() throws {
    let model = try zeroModel()
    try model.compile(
      optimizer: still, loss: "mse", metrics: ["mae"], weightedMetrics: ["mae", "mse"])
    let scores = try model.evaluate(weighted(), batchSize: 3)
    // (1·1 + 0·4 + 2·9 + 1·16) / 4 for the loss; (1 + 6 + 4) / 4 and (1 + 18 + 16) / 4 by weights.
    #expect(scores.logs.keys == ["loss", "mae", "weighted_mae", "mse"])
    #expect(scores.logs.map { Float($0.value) } == [8.75, 2.5, 2.75, 8.75])
  }

  @Test func oneSwitchWeighsEveryMetric() throws {
    let model = try zeroModel()
    try model.compile(
      optimizer: still, loss: "mse", metrics: ["mae", "mse"], weighsMetrics: true)
    let scores = try model.evaluate(weighted())
    #expect(scores.logs.map(\.value) == [8.75, 2.75, 8.75])
    // Without weights every row counts alike again.
    #expect(try model.evaluate(rows([1, 2, 3, 4]))["mae"] == 2.5)
  }

  @Test func theExplanationSaysWhatIsWeighted() throws {
    let model = try zeroModel()
    try model.compile(
      optimizer: still, loss: "mse", metrics: ["mae"], weightedMetrics: ["mse"])
    _ = try model.evaluate(weighted())
    #expect(
      model.explanation.description == """
        loss  → MeanSquaredError
              labels [batch, 1] float32 against output [batch, 1]
              weighted by the sample weights [batch], divided by the number of values, as Keras does
        mae   → MeanAbsoluteError
              labels [batch, 1] float32 against output [batch, 1]
              averaged over elements; training values are taken while the weights move
              not weighted, though there are sample weights [batch]: put it under weightedMetrics, \
        or compile with weighsMetrics: true
        mse   → MeanSquaredError
              labels [batch, 1] float32 against output [batch, 1]
              averaged over elements; training values are taken while the weights move
              weighted by the sample weights [batch], divided by the sum of the weights
        """)
    try model.fit(weighted(), classWeights: [1: 2], progress: .silent)
    #expect(
      model.explanation.lines[0].because.last
        == "weighted by the sample weights [batch] times class weights, divided by the number of "
        + "values, as Keras does")
    try model.fit(rows([1, 2]), classWeights: [1: 2], progress: .silent)
    #expect(
      model.explanation.lines[2].because.last
        == "weighted by the class weights, divided by the sum of the weights")
    try model.fit(rows([1, 2]), progress: .silent)
    #expect(
      model.explanation.lines[0].because == ["labels [batch, 1] float32 against output [batch, 1]"])
  }

  @Test(arguments: [
    Loss.Reduction.sum: "added up", .meanWithSampleWeight: "divided by the sum of the weights",
  ])
  func theExplanationKnowsTheReduction(reduction: Loss.Reduction, words: String) throws {
    let model = try zeroModel()
    try model.compile(
      optimizer: still, loss: .loss(.meanSquaredError(reduction: reduction)))
    let loss = try model.evaluate(weighted()).loss
    // The sum is 35, that of the weights 4.
    #expect(loss == (reduction == .sum ? 35 : 8.75))
    #expect(
      model.explanation.lines[0].because.last == "weighted by the sample weights [batch], \(words)")
  }

  @Test func theExplanationSaysWhatALossCountsAndWhatIsMasked() throws {
    let x = Input(3, 1)
    let masked = Masking()(x)
    let model = Model(
      inputs: [x],
      outputs: [Dense(1, name: "first")(masked), Dense(1, name: "second")(Flatten()(masked))])
    try model.compile(
      optimizer: still, loss: "mse", lossWeights: ["second": 0.25], metrics: ["mae", nil])
    _ = try model.evaluate(
      Dataset(
        inputs: [Tensor(zeros: [2, 3, 1])],
        labels: [Tensor(zeros: [2, 3, 1]), Tensor(zeros: [2, 1])]))
    #expect(
      model.explanation.description == """
        first_loss   → MeanSquaredError
                     labels [batch, 3, 1] float32 against output [batch, 3, 1]
                     counts 1.0 times in the total loss
                     padding is masked and does not count
        second_loss  → MeanSquaredError
                     labels [batch, 1] float32 against output [batch, 1]
                     counts 0.25 times in the total loss
        first_mae    → MeanAbsoluteError
                     labels [batch, 3, 1] float32 against output [batch, 3, 1]
                     averaged over elements; training values are taken while the weights move
                     padding is masked and does not count
        warning: flatten does not pass the mask of its input on: what comes after it counts \
        padding too
        """)
  }

  /// Three steps, of which the last is padding; predictions are 0.
  @Test func weightsOfStepsMeetTheMask() throws {
    let model = Sequential {
      Input(3, 1)
      Masking()
      Dense(1, useBias: false, kernelInitializer: .zeros)
    }
    try model.compile(
      optimizer: still, loss: "mse", metrics: ["mae"], weightedMetrics: ["mae"])
    let data = try Dataset(
      Tensor([1, 2, 0] as [Float], shape: [1, 3, 1]),
      Tensor([1, 2, 5] as [Float], shape: [1, 3, 1]),
      weights: Tensor([2, 1, 7] as [Float], shape: [1, 3]))
    let scores = try model.evaluate(data)
    // (2·1 + 1·4) / 2 steps; (1 + 2) / 2; (2·1 + 1·2) / 3.
    #expect(scores.logs.map(\.value).map { Float($0) } == [3, 1.5, 4 / 3])
    let byRow = try data.weighted(by: [Tensor([3] as [Float])])
    // (3·1 + 3·4) / 2; a weight that all steps share leaves their mean.
    #expect(try model.evaluate(byRow).logs.map(\.value) == [7.5, 1.5, 1.5])
  }

  /// Keras's own rule is followed with its gap: counts see padding.
  @Test func keras3MasksMeansOfValuesAlone() throws {
    func scores(_ rule: ResolutionRule) throws -> (Model, Scores) {
      let model = Sequential {
        Input(3, 1)
        Masking()
        Dense(1, useBias: false, kernelInitializer: .ones)
      }
      try model.compile(
        optimizer: still, loss: "mse", metrics: ["mae", .metric(Recall(), key: "recall")],
        rule: rule)
      let scores = try model.evaluate(
        Dataset(
          Tensor([1, 0.25, 0] as [Float], shape: [1, 3, 1]),
          Tensor([1, 1, 1] as [Float], shape: [1, 3, 1])))
      return (model, scores)
    }
    let (_, own) = try scores(.assay)
    #expect(own["mae"] == 0.375)
    #expect(own["recall"] == 0.5)
    let (model, keras) = try scores(.keras3)
    #expect(keras["mae"] == 0.375)
    #expect(keras["recall"] == 1.0 / 3)
    #expect(
      model.explanation.lines.map { $0.because.last } == [
        "padding is masked and does not count", "padding is masked and does not count",
        "padding counts too, since Keras 3 masks nothing but means of values",
      ])
  }

  @Test func oneArrayWeighsEveryOutputLikeAnArrayForEach() throws {
    let weights = Tensor([0, 1, 2, 3, 0.5, 1] as [Float])
    func scores(_ given: [Tensor?]) throws -> Logs {
      let model = twoOutputs()
      try model.compile(
        optimizer: SGD(), loss: ["diagnosis": .crossentropy, "radius": "mse"],
        weightedMetrics: [[.accuracy], ["mae"]])
      let data = try twoLabels(6, weights: given)
      try model.fit(data, batchSize: 4, shuffle: false, progress: .silent)
      return try model.evaluate(data).logs
    }
    let both = try scores([weights])
    #expect(try scores([weights, weights]) == both)
    let one = try scores([weights, nil])
    #expect(one["radius_mae"] != both["radius_mae"])
  }

  @Test func weightsOfOneOutputLeaveTheOtherAsItIs() throws {
    let model = twoOutputs()
    try model.compile(
      optimizer: SGD(learningRate: 0), loss: "mse", weightedMetrics: ["mae", "mae"])
    let plain = try model.evaluate(twoLabels(5))
    let weighted = try model.evaluate(
      twoLabels(5, weights: [nil, Tensor([1, 0, 0, 0, 0] as [Float])]))
    #expect(weighted["diagnosis_loss"] == plain["diagnosis_loss"])
    #expect(weighted["diagnosis_mae"] == plain["diagnosis_mae"])
    #expect(weighted["radius_mae"] != plain["radius_mae"])
  }

  @Test func aStepTakesWeights() throws {
    let data = try twoLabels(6, weights: [Tensor([0, 1, 2, 3, 0.5, 1] as [Float])])
    func model() throws -> Model {
      let model = twoOutputs()
      try model.compile(optimizer: SGD(), loss: "mse", weightedMetrics: ["mae", "mae"])
      return model
    }
    let (whole, single) = (try model(), try model())
    let history = try whole.fit(data, batchSize: 6, shuffle: false, progress: .silent)
    let logs = try single.trainStep(data)
    #expect(logs.sorted().keys == history.keys)
    #expect(logs.sorted().map(\.value) == history.keys.compactMap { history[$0]?[0] })
    #expect(single.weights == whole.weights)
    #expect(try single.testStep(data) == whole.evaluate(data).logs)
  }

  @Test func anOutputWithoutALossHasItsMetrics() throws {
    let model = twoOutputs()
    try model.compile(
      optimizer: SGD(), loss: ["diagnosis": .crossentropy, "radius": nil],
      metrics: ["radius": ["mae"]])
    let before = model.weights
    let history = try model.fit(twoLabels(6), progress: .silent)
    #expect(history.keys == ["loss", "radius_mae"])
    let radius = model.weightNames.indices.filter { model.weightNames[$0].hasPrefix("radius") }
    #expect(radius.count == 2)
    #expect(radius.allSatisfy { model.weights[$0] == before[$0] })
  }
}
