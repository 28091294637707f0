import AssayCore
import AssayData
import AssayMetrics
import AssayModel
import AssayTraining
import Testing

/// One layer that makes several outputs of a model. Keras calls them alike and logs but one of their
/// losses.
struct SharedOutputTests {
  private func model() -> Model {
    let (a, b) = (Input(1), Input(1))
    let shared = Dense(1, useBias: false, kernelInitializer: .ones, name: "shared")
    let other = Dense(1, useBias: false, kernelInitializer: .ones, name: "shared_1")
    return Model(inputs: [a, b], outputs: [shared(a), shared(b), other(a)])
  }

  private func data() throws -> Dataset {
    let zeros = Tensor(zeros: [2, 1])
    return try Dataset(
      inputs: [Tensor([[1], [2]] as [[Float]]), Tensor([[3], [4]] as [[Float]])],
      labels: [zeros, zeros, zeros])
  }

  @Test func everyOutputHasANameAndALossOfItsOwn() throws {
    let model = model()
    try model.compile(optimizer: still, loss: "mse", metrics: ["mae", "mae", nil])
    let scores = try model.evaluate(data())
    #expect(
      scores.logs == [
        "loss": 17.5, "shared_loss": 2.5, "shared_2_loss": 12.5, "shared_1_loss": 2.5,
        "shared_mae": 1.5, "shared_2_mae": 3.5,
      ])
  }

  @Test func eachCanBeAskedForByItsName() throws {
    let model = model()
    try model.compile(
      optimizer: still, loss: ["shared": nil, "shared_2": "mae", "shared_1": nil],
      metrics: ["shared_2": ["mse"]])
    #expect(try model.evaluate(data()).logs == ["loss": 3.5, "shared_2_mse": 12.5])
  }

  @Test func oneSymbolMayBeTwoOutputs() throws {
    let input = Input(1)
    let output = Dense(1, useBias: false, kernelInitializer: .ones, name: "twice")(input)
    let model = Model(inputs: [input], outputs: [output, output])
    try model.compile(optimizer: SGD(learningRate: 0.25), loss: ["mse", "mae"])
    let x = Tensor([[2]] as [[Float]])
    let data = try Dataset(inputs: [x], labels: [Tensor(zeros: [1, 1]), Tensor(zeros: [1, 1])])
    let logs = try model.trainStep(data)
    #expect(logs == ["loss": 6, "twice_loss": 4, "twice_1_loss": 2])
    // d/dw of (2w)² + |2w| at 1 is 10.
    #expect(model.weights[0].doubles == [1 - 2.5])
  }
}
