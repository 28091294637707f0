import AssayCore
import AssayModel
import Testing

/// A loss of probabilities that the model makes by softmax or sigmoid is taken from the logits.
struct LogitsRecoveryTests {
  private func evaluate(
    _ loss: Loss, activation: Activation, logits: [Float], label: Float, through layer: Layer? = nil
  ) throws -> (loss: Float, probabilities: Tensor, weights: [Tensor]) {
    let x = Input(logits.count)
    var y = LayerTests.Scale()(x)
    y = activation(y)
    if let layer { y = layer(y) }
    let network = try Network(inputs: [x], outputs: [y], seed: 0)
    let trainer = try Trainer(
      network, losses: [loss], optimizer: SGD(learningRate: 1), threads: 1)
    let program = try trainer.trainingProgram(batchSize: 1)
    program.inputs[0].assumingMemoryBound(to: Float.self).update(from: logits, count: logits.count)
    if program.inputTensors[1].dtype == .int32 {
      program.inputs[1].assumingMemoryBound(to: Int32.self)[0] = Int32(label)
    } else {
      program.inputs[1].assumingMemoryBound(to: Float.self)[0] = label
    }
    try trainer.step(program, epoch: 0, step: 0, seed: 0)
    return (
      program.results[0].scalars(of: Float.self)[0], program.results[2].copy(), network.weights
    )
  }

  /// Keras on TensorFlow gives 40 in training too, and 16.118 for what it predicted.
  @Test func softmaxDoesNotSaturate() throws {
    let loss = Loss.sparseCategoricalCrossentropy()
    let got = try evaluate(loss, activation: .softmax, logits: [0, 40], label: 0)
    #expect(got.loss == 40)
    #expect(got.weights[0].doubles == [1, -39])  // The gradient is −1 · 0 and 1 · 40.
    let outside = try loss.value(labels: Tensor([0] as [Int32]), predictions: got.probabilities)
    #expect(abs(outside.doubles[0] - 16.118096) < 1e-5)
  }

  @Test func sigmoidDoesNotSaturate() throws {
    let got = try evaluate(.binaryCrossentropy(), activation: .sigmoid, logits: [40], label: 0)
    #expect(got.loss == 40)
    let outside = try Loss.binaryCrossentropy().value(
      labels: Tensor([[0]] as [[Float]]), predictions: got.probabilities)
    #expect(abs(outside.doubles[0] - 15.942385) < 1e-5)
  }

  @Test func looksThroughLayersThatChangeNothing() throws {
    let got = try evaluate(
      .sparseCategoricalCrossentropy(), activation: .softmax, logits: [0, 40], label: 0,
      through: Reshape(2))
    #expect(got.loss == 40)
  }

  /// A sigmoid is no softmax: its values are probabilities to a categorical loss, and stay so.
  @Test func leavesOtherActivationsAlone() throws {
    let got = try evaluate(
      .sparseCategoricalCrossentropy(), activation: .sigmoid, logits: [0, 40], label: 0)
    #expect(abs(got.loss - 1.0986123) < 1e-6)  // −ln(0.5 / 1.5)
  }

  /// Away from saturation both ways agree.
  @Test(arguments: [0, 1] as [Float])
  func agreesWithTheProbabilities(label: Float) throws {
    let loss = Loss.sparseCategoricalCrossentropy()
    let got = try evaluate(loss, activation: .softmax, logits: [0.5, -0.3], label: label)
    let outside = try loss.value(
      labels: Tensor([Int32(label)]), predictions: got.probabilities)
    #expect(abs(Double(got.loss) - outside.doubles[0]) < 1e-6)
  }
}
