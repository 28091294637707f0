import AssayCore
import AssayModel
import Testing

/// Five steps of training through a layer, against real Keras.
struct LayerHistoryTests {
  struct Case: Decodable, Sendable, CustomTestStringConvertible {
    let `class`: String
    let config: [String: Setting]
    let call: [String: Setting]
    let x: GoldenValues
    let y: GoldenValues
    let weights: [GoldenValues]
    let losses: [Double]
    let trained: [GoldenValues]

    var testDescription: String { "\(`class`)(\(config)) \(call)" }

    static let all: [Case] = {
      struct File: Decodable { let cases: [Case] }
      do {
        return try readGolden("layer_histories.json", as: File.self).cases
      } catch {
        preconditionFailure("layer_histories.json: \(error)")
      }
    }()
  }

  /// Losses and weights within 2e-5 of the largest, five steps of rounding in another order.
  @Test(arguments: Case.all) func trainsAsKerasDoes(_ golden: Case) throws {
    let batchSize = golden.x.shape[0]
    let x = Symbol.input(golden.x.shape.withFirst(Shape.free))
    let hidden = Dense(golden.x.shape.lastSize, activation: .tanh, name: "first")(x)
    let layer = try LayerGolden.layer(golden.class, golden.config, golden.call)
    let takesTwo = [
      "MultiHeadAttention", "GroupQueryAttention", "Attention", "AdditiveAttention", "Concatenate",
      "Multiply", "Dot",
    ].contains(golden.class)
    let made = takesTwo ? layer(hidden, hidden) : layer(hidden)
    let network = try Network(
      inputs: [x], outputs: [Dense(1, name: "last")(Flatten()(made))], seed: 0)
    try network.setWeights(golden.weights.map { try $0.tensor() })
    let trainer = try Trainer(
      network, losses: [.meanSquaredError], optimizer: SGD(learningRate: 0.01), threads: 1)
    let program = try trainer.trainingProgram(batchSize: batchSize)
    for (index, values) in [golden.x, golden.y].enumerated() {
      program.inputs[index].assumingMemoryBound(to: Float.self)
        .update(from: values.values.map { Float($0) }, count: values.values.count)
    }
    for (step, loss) in golden.losses.enumerated() {
      try trainer.step(program, epoch: 0, step: step, seed: 0)
      #expect(
        abs(program.results[0].double(at: 0) - loss) <= 2e-5 * abs(loss) + 1e-6, "step \(step)")
    }
    for (weights, wanted) in zip(network.weights, golden.trained) {
      let most = wanted.values.map(\.magnitude).max() ?? 0
      #expect(
        disagreement(
          weights.scalars(of: Float.self), wanted.values, relative: 2e-5, absolute: 2e-5 * most)
          <= 1)
    }
  }
}
