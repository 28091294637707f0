import AssayCore
import AssayData
import AssayMetrics
import AssayModel
import AssayTraining
import Testing

/// Losses and metrics of the user's own.
struct OwnTests {
  /// The largest error, as somebody might write it who read only the protocol.
  struct LargestError: Metric, Codable, Equatable {
    static let direction: Direction? = .lowerIsBetter
    static let name = "largest_error"
    private(set) var value: Double?
    var unit: String { "nothing: the largest of all elements" }
    var empty: Self { Self() }

    mutating func update(labels: Tensor, predictions: Tensor, weights: Tensor?) {
      let errors = zip(labels.doubles, predictions.doubles).map { abs($0 - $1) }
      value = max(value ?? 0, errors.max() ?? 0)
    }

    mutating func merge(_ other: Self) {
      if let largest = other.value { value = max(value ?? 0, largest) }
    }
  }

  @Test func aStructIsAMetric() throws {
    let model = try zeroModel()
    try model.compile(
      optimizer: still, loss: "mse",
      metrics: [.metric(LargestError()), .metric(LargestError(), key: "worst")])
    let history = try model.fit(
      counted(5), batchSize: 2, epochs: 2, validation: .data(counted(3)), progress: .silent)
    #expect(history["largest_error"] == [4, 4])
    #expect(history["worst"] == [4, 4])
    #expect(history["val_largest_error"] == [2, 2])
    #expect(model.direction(of: "val_worst") == .lowerIsBetter)
  }

  @Test func itsDirectionIsEarlyStoppings() throws {
    let model = try zeroModel()
    try model.compile(optimizer: still, loss: "mse", metrics: [.metric(LargestError())])
    let stopping = EarlyStopping(monitor: "largest_error", patience: 2)
    let history = try model.fit(
      counted(5), epochs: 9, callbacks: [stopping], progress: .silent)
    #expect(history.epochs.count == 3)  // never better than the first
  }

  @Test func aFunctionSaysWhatItIsAveragedOver() throws {
    let model = try zeroModel()
    try model.compile(
      optimizer: still, loss: "mae",
      metrics: [
        .function("rows") { labels, predictions in
          zip(labels.doubles, predictions.doubles).map { abs($0 - $1) }
        },
        .function("batches") { labels, _ in labels.doubles.reduce(0, +) / Double(labels.count) },
        .function("tensor") { labels, _ in labels },
      ])
    let history = try model.fit(counted(5), batchSize: 2, shuffle: false, progress: .silent)
    #expect(history["rows"] == [2])
    #expect(history["tensor"] == [2])
    let ofBatches = (0.5 + 2.5 + 4) / 3  // 2.333333
    #expect(history["batches"] == [ofBatches])
    #expect(
      model.explanation.description == """
        loss     → MeanAbsoluteError
                 labels [batch, 1] float32 against output [batch, 1]
        rows     → FunctionMetric
                 labels [batch, 1] float32 against output [batch, 1]
                 averaged over samples; training values are taken while the weights move
        batches  → FunctionMetric
                 labels [batch, 1] float32 against output [batch, 1]
                 averaged over batches, each counting once whatever its size, as Keras does for \
        functions that return a scalar; training values are taken while the weights move
        tensor   → FunctionMetric
                 labels [batch, 1] float32 against output [batch, 1]
                 averaged over samples; training values are taken while the weights move
        """)
  }

  @Test func namesAreKerassAndStayAsWritten() throws {
    let model = try zeroModel()
    try model.compile(
      optimizer: still, loss: "MeanSquaredError",
      metrics: ["mse", "MSE", "mse", "mean_absolute_error"])
    let scores = try model.evaluate(counted(5))
    #expect(scores.logs.keys == ["loss", "mse", "MSE", "mse_1", "mean_absolute_error"])
    #expect(scores["mse_1"] == 6)
  }

  @Test func tensorsThatAreKeptStayWhatTheyWere() throws {
    let seen = Seen()
    let model = Sequential {
      Input(1)
      Dense(1, useBias: false, kernelInitializer: .ones)
    }
    try model.compile(
      optimizer: SGD(learningRate: 0.01), loss: "mse",
      metrics: [
        .function("keeps") { labels, predictions in
          seen.batches.append((labels, predictions))
          seen.batches.append((labels[rows: 0..<1], predictions[rows: 0..<1]))
          return labels.doubles
        }
      ])
    // y = 2x from w = 1: every step sees other labels and another weight.
    let x = Tensor([[1], [2], [3], [4], [5]] as [[Float]])
    let y = Tensor([[2], [4], [6], [8], [10]] as [[Float]])
    try model.fit(Dataset(x, y), batchSize: 2, epochs: 2, shuffle: false, progress: .silent)
    let kept = stride(from: 0, to: 12, by: 2).map { seen.batches[$0] }
    #expect(kept.map { $0.labels.doubles } == [[2, 4], [6, 8], [10], [2, 4], [6, 8], [10]])
    let weights = zip(kept, [1.0, 3, 5, 1, 3, 5]).map { $0.predictions.double(at: 0) / $1 }
    #expect(weights == weights.sorted() && Set(weights).count == 6)
    for index in stride(from: 0, to: 12, by: 2) {
      let (whole, slice) = (seen.batches[index], seen.batches[index + 1])
      #expect(slice.labels.double(at: 0) == whole.labels.double(at: 0))
      #expect(slice.predictions.double(at: 0) == whole.predictions.double(at: 0))
    }
  }

  @Test func tensorsStayWhatTheyWereAlsoWhereTheMetricThrows() throws {
    struct Refused: Error {}
    let seen = Seen()
    let model = try zeroModel()
    try model.compile(
      optimizer: SGD(learningRate: 0.25), loss: "mse",
      metrics: [
        .function("refuses") { labels, predictions -> [Double] in
          seen.batches.append((labels, predictions))
          throw Refused()
        }
      ])
    #expect(throws: Refused.self) { try model.trainStep(rows([1, 3])) }
    #expect(throws: Refused.self) { try model.trainStep(rows([7, 8])) }
    #expect(seen.batches.map { $0.labels.doubles } == [[1, 3], [7, 8]])
    #expect(seen.batches[0].predictions.doubles == [0, 0])
  }

  @Test func outputsThatACallbackKeepsStayWhatTheyWere() throws {
    final class Keeps: Callback {
      var outputs: [[Tensor]] = []
      func onPredictBatchEnd(
        _ step: Int, outputs: [Tensor], in training: any TrainingContext
      ) -> Continuation {
        self.outputs.append(outputs)
        return .continue
      }
    }
    let keeps = Keeps()
    let model = Sequential {
      Input(1)
      Dense(1, useBias: false, kernelInitializer: .ones)
    }
    let x = Tensor([[1], [2], [3], [4], [5]] as [[Float]])
    let outputs = try model.predict([x], batchSize: 2, callbacks: [keeps])
    #expect(outputs == [x])
    #expect(keeps.outputs.map { $0[0].doubles } == [[1, 2], [3, 4], [5]])
  }

  @Test func aLossOfOnesOwnIsTrainedBy() throws {
    let model = try zeroModel()
    try model.compile(
      optimizer: SGD(learningRate: 0.25),
      loss: .custom("cubed") { labels, predictions in
        let error = (labels - predictions).abs()
        return (error * error * error).mean(axis: -1)
      })
    // Of the label 2 from w = 0: 2³; the gradient is −3 · 2² · x = −24.
    let history = try model.fit(rows([2]), progress: .silent)
    #expect(history["loss"] == [8])
    #expect(model.weights[0].doubles == [6])
    #expect(
      model.explanation.description
        == "loss  → cubed\n      labels [batch, 1] float32 against output [batch, 1]")
  }

  @Test func aLossMayBeOneNumberABatch() throws {
    let model = try zeroModel()
    try model.compile(
      optimizer: still, loss: .custom("largest") { ($0 - $1).abs().max(axis: 0) })
    let history = try model.fit(counted(5), batchSize: 2, shuffle: false, progress: .silent)
    // 1, 3 and 4, each by the size of its batch: (2 + 6 + 4) / 5.
    #expect(history["loss"] == [2.4])
  }
}
