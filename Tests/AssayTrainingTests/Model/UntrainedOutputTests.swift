import AssayCore
import AssayData
import AssayModel
import AssayTraining
import Testing

/// What no loss depends on stays as it is, as where Keras has no gradient (torch, TensorFlow).
struct UntrainedOutputTests {
  private func trained(loss: LossRequest) throws -> Model {
    let x = Input(2, name: "x")
    let model = Model(
      inputs: x,
      outputs: Dense(1, useBias: false, name: "a")(x),
      Dense(1, useBias: false, kernelConstraint: .nonNeg, name: "b")(x))
    try model.compile(
      optimizer: SGD(learningRate: 0.125, weightDecay: 0.5, useEMA: true), loss: loss)
    try model.setWeights([
      Tensor([1, 1] as [Float], shape: [2, 1]), Tensor([-1, 2] as [Float], shape: [2, 1]),
    ])
    let rows = Tensor(zeros: [4, 2])
    try model.fit(
      Dataset(
        inputs: [rows], labels: [Tensor(zeros: [4, 1]), Tensor(zeros: [4, 1])]),
      progress: .silent)
    return model
  }

  @Test func anOutputWithoutALossIsNeitherDecayedNorConstrained() throws {
    let model = try trained(loss: ["a": "mse", "b": nil])
    #expect(model.weights[0].doubles == [0.9375, 0.9375])
    #expect(model.weights[1].doubles == [-1, 2])
  }

  @Test func anOutputWithALossIsBoth() throws {
    let model = try trained(loss: "mse")
    #expect(model.weights[1].doubles[1] == 1.875)
  }
}
