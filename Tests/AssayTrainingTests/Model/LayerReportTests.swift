import AssayCore
import AssayData
import AssayMetrics
import AssayModel
import AssayTraining
import Testing

/// Figures and losses that layers report from within, and batches that are weighted in turn.
struct LayerReportTests {
  private final class Reports: Layer {
    let keys: [String]

    init(_ keys: [String] = ["each", "means", "batches"]) {
      self.keys = keys
      super.init()
    }

    override func call(_ x: Symbol, _ scope: Scope) -> Symbol {
      scope.addMetric(x.mean(axis: -1), name: keys[0], aggregation: .sum)
      scope.addMetric(x.mean(axis: -1), name: keys[1])
      scope.addMetric(x.mean(), name: keys[2])
      return x
    }
  }

  private final class AddsSquares: Layer {
    override func call(_ x: Symbol, _ scope: Scope) -> Symbol {
      scope.addLoss(x.square().mean())
      return x
    }
  }

  private func reporting(_ keys: [String]) throws -> Model {
    let input = Input(1)
    let model = Model(
      inputs: [input], outputs: [Dense(1, kernelInitializer: .zeros)(Reports(keys)(input))])
    try model.compile(optimizer: still, loss: "mae", metrics: ["mse"])
    return model
  }

  @Test func figuresAreAddedUpOrAveragedOverSamplesOrBatches() throws {
    let model = try reporting(["each", "means", "batches"])
    let scores = try model.evaluate(counted(5), batchSize: 2)
    // The inputs are 0 to 4; the means of the batches 0.5, 2.5 and 4.
    #expect(scores.logs.keys == ["loss", "mse", "each", "means", "batches"])
    #expect(scores["each"] == 10)
    #expect(scores["means"] == 2)
    #expect(abs(try #require(scores["batches"]) - 7.0 / 3) < 1e-12)
    let history = try model.fit(
      counted(5), batchSize: 2, epochs: 2, validation: .data(counted(3)), shuffle: false,
      progress: .silent)
    #expect(history["each"] == [10, 10])
    #expect(history["val_each"] == [3, 3])
  }

  @Test func aKeyThatIsTakenIsRefused() throws {
    for key in ["loss", "mse"] {
      let error = #expect(throws: TrainingError.self) {
        try reporting([key, "b", "c"]).evaluate(counted(2))
      }
      #expect(
        error?.description
          == "two figures would be called \"\(key)\" in the logs: what a layer reports and another; "
          + "rename one of them")
    }
    #expect(
      try reporting(["a", "a", "b"]).evaluate(counted(3)).logs.keys
        == ["loss", "mse", "a", "a_1", "b"])
  }

  /// A model may have no loss but those of its layers, and then needs no labels.
  @Test func theLossesOfLayersAreEnough() throws {
    let input = Input(1)
    let dense = Dense(1, useBias: false, kernelInitializer: .ones)
    let model = Model(inputs: [input], outputs: [AddsSquares()(dense(input))])
    try model.compile(optimizer: SGD(learningRate: 0.25), loss: nil)
    // (2w)² at 1 is 4 and falls by 8: w becomes −1, where it is 4 again.
    let history = try model.fit(
      Dataset(Tensor([[2]] as [[Float]])), epochs: 2, progress: .silent)
    #expect(history["loss"] == [4, 4])
    #expect(model.weights[0].doubles == [1])
  }

  /// Twice through one layer counts twice.
  @Test func everyCallAddsItsLoss() throws {
    let (a, b) = (Input(1), Input(1))
    let adds = AddsSquares()
    let model = Model(inputs: [a, b], outputs: [Add()(adds(a), adds(b))])
    try model.compile(optimizer: still, loss: "mae")
    let (x, y) = (Tensor([[1]] as [[Float]]), Tensor([[3]] as [[Float]]))
    let scores = try model.evaluate(
      Dataset(inputs: [x, y], labels: [Tensor([[4]] as [[Float]])]))
    #expect(scores.loss == 10)
  }

  /// Two losses of (2w)², whose layer is behind no output: w = 1 falls by 16/16.
  @Test func aLayerThatOnlyALossDependsOnIsTrained() throws {
    final class Adds: Layer {
      let aux = Dense(1, useBias: false, kernelInitializer: .ones, name: "aux")

      override func call(_ x: Symbol, _ scope: Scope) -> Symbol {
        scope.addLoss(AddsSquares()(aux(x)).square().mean())
        return x
      }
    }
    let input = Input(1)
    let model = Model(inputs: [input], outputs: [Adds(name: "adds")(input)])
    try model.compile(optimizer: SGD(learningRate: 0.0625), loss: "mse")
    let data = try Dataset(Tensor([[2]] as [[Float]]), Tensor([[2]] as [[Float]]))
    #expect(model.weightNames == ["adds/aux/kernel"])
    // That of the layer and that of the layer within.
    #expect(try model.evaluate(data).loss == 8)
    try model.fit(data, progress: .silent)
    #expect(model.weights[0].doubles == [0])
  }

  @Test(arguments: [false, true])
  func aParameterThatNoOutputDependsOnHasItsPenalty(isUsed: Bool) throws {
    final class Declares: Layer {
      let isUsed: Bool

      init(isUsed: Bool) {
        self.isUsed = isUsed
        super.init(name: "declares")
      }

      override func call(_ x: Symbol, _ scope: Scope) -> Symbol {
        let numbers = scope.parameter("numbers", [2], .ones, regularizer: .l2(0.5))
        if isUsed { scope.addLoss(numbers.square().sum()) }
        return x
      }
    }
    let input = Input(1)
    let model = Model(inputs: [input], outputs: [Declares(isUsed: isUsed)(input)])
    try model.compile(optimizer: SGD(learningRate: 0.125), loss: "mse")
    let data = try Dataset(Tensor([[2]] as [[Float]]), Tensor([[2]] as [[Float]]))
    #expect(try model.evaluate(data).loss == (isUsed ? 3 : 1))
    try model.fit(data, progress: .silent)
    #expect(model.weights[0].doubles == (isUsed ? [0.625, 0.625] : [0.875, 0.875]))
  }

  @Test func batchesMayDifferInSizeAndInWeights() throws {
    let model = try zeroModel()
    try model.compile(optimizer: still, loss: "mae", weightedMetrics: ["mae"])
    let batches = BatchSequence([
      try rows([1, 2]), try rows([3]).weighted(by: [Tensor([2] as [Float])]),
    ])
    let scores = try model.evaluate(batches)
    // (2 · 1.5 + 1 · 6) / 3 rows, and (1 + 2 + 2 · 3) / 4 by weights.
    #expect(scores.logs == ["loss": 3, "mae": 2.25])
  }

  @Test func labelsOfOutputsThatAreUsedAreEnough() throws {
    let data = try twoLabels(4)
    let model = twoOutputs()
    try model.compile(loss: ["diagnosis": nil, "radius": "mse"], metrics: [nil, ["mae"]])
    let used = try Dataset(inputs: data.inputs, labels: [data.labels[1]])
    #expect(try model.evaluate(used).logs == model.evaluate(data).logs)
  }
}
