import AssayCore
import AssayData
import AssayMetrics
import AssayModel
import AssayTestSupport
import AssayTraining
import Testing

/// What frozen layers in front make of a row is computed once: the figures are those of computing it every
/// time.
struct KeepingFrozenTests {
  /// A frozen base of convolutions under a head that is trained.
  private func model(dropout: Float = 0) throws -> Model {
    let image = Input(8, 8, 2)
    var x = Conv2D(12, kernelSize: 3, padding: .same, useBias: false)(image)
    x = ReLU(maxValue: 6)(
      BatchNormalization(movingMeanInitializer: .randomUniform(minimum: -0.1, maximum: 0.1))(x))
    x = GlobalAveragePooling2D()(Conv2D(6, kernelSize: 3)(x))
    let base = Model(inputs: image, outputs: x)
    base.isTrainable = false
    let input = Input(8, 8, 2)
    let head = Dense(3)(Dropout(dropout)(base(input)))
    let model = Model(inputs: input, outputs: head, seed: 4)
    try model.compile(
      optimizer: Adam(learningRate: 0.05), loss: .crossentropy, metrics: [.accuracy])
    return model
  }

  private func data(_ count: Int, seed: UInt64) throws -> Dataset {
    var random = Philox(seed: seed, stream: .test)
    let x = (0..<count * 128).map { _ in Float(random.nextNormal()) }
    let y = (0..<count).map { x[$0 * 128] > 0 ? Int32(2) : x[$0 * 128 + 1] > 0 ? 1 : 0 }
    return try Dataset(Tensor(x, shape: [count, 8, 8, 2]), Tensor(y))
  }

  private func fit(
    _ count: Int, keepsFrozen: Bool, dropout: Float = 0, shuffle: Shuffle = .all,
    epochs: Int = 4, checkpoint: Checkpointing? = nil,
    callbacks: (Model) -> [any Callback] = { _ in [] }
  ) throws -> (history: History, weights: [Tensor]) {
    let model = try model(dropout: dropout)
    let history = try model.fit(
      data(count, seed: 1), batchSize: 8, epochs: epochs,
      validation: .data(data(11, seed: 2)), shuffle: shuffle, callbacks: callbacks(model),
      keepsFrozen: keepsFrozen, checkpoint: checkpoint, progress: .silent)
    return (history, model.weights)
  }

  private func expectAlike(
    _ a: (history: History, weights: [Tensor]), _ b: (history: History, weights: [Tensor])
  ) {
    for key in ["loss", "accuracy", "val_loss", "val_accuracy"] {
      let (a, b) = (a.history[key] ?? [], b.history[key] ?? [])
      #expect(a.count == 4 && b.count == 4)
      for (a, b) in zip(a, b) { #expect(abs(a - b) <= 1e-5 * max(1, abs(b)), "\(key)") }
    }
    for (a, b) in zip(a.weights, b.weights) {
      for (a, b) in zip(a.doubles, b.doubles) { #expect(abs(a - b) <= 1e-5) }
    }
  }

  /// 24 rows are whole batches, 21 leave a smaller one at the end of every epoch, 5 are less than a batch.
  @Test(arguments: [24, 21, 5], [Shuffle.all, .none, .withinBatches])
  func figuresAreThoseOfComputingItEveryTime(count: Int, shuffle: Shuffle) throws {
    expectAlike(
      try fit(count, keepsFrozen: true, shuffle: shuffle),
      try fit(count, keepsFrozen: false, shuffle: shuffle))
  }

  @Test func dropoutBehindTheBaseIsDrawnAnew() throws {
    expectAlike(
      try fit(21, keepsFrozen: true, dropout: 0.5), try fit(21, keepsFrozen: false, dropout: 0.5))
  }

  /// The base gets other weights in the middle of a run: what it made before is forgotten.
  @Test func anotherBaseIsComputedAgain() throws {
    func callbacks(_ model: Model) -> [any Callback] {
      [
        LambdaCallback(onEpochEnd: { epoch, _, _ in
          guard epoch == 1 else { return .continue }
          var weights = model.weights
          weights[0] = try Tensor(
            weights[0].doubles.map { -Float($0) }, shape: weights[0].shape)
          try model.setWeights(weights)
          return .continue
        })
      ]
    }
    let kept = try fit(21, keepsFrozen: true, callbacks: callbacks)
    expectAlike(kept, try fit(21, keepsFrozen: false, callbacks: callbacks))
    #expect(
      try fit(21, keepsFrozen: true).history["val_loss"]?.last != kept.history["val_loss"]?.last)
  }

  /// A run that is interrupted and resumed ends with the same bytes.
  @Test func aResumedRunIsTheSame() throws {
    let folder = RunFolder()
    let whole = try fit(21, keepsFrozen: true)
    for epochs in 1...4 {
      let part = try fit(
        21, keepsFrozen: true, epochs: epochs,
        checkpoint: Checkpointing(folder.path, resume: true))
      guard epochs == 4 else { continue }
      #expect(part.history["val_loss"] == whole.history["val_loss"])
      #expect(part.weights == whole.weights)
    }
  }
}
