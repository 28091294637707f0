import AssayCore
import AssayModel
import Testing

/// Penalties and their gradients. The prediction is 0 and right, so that nothing else is in the loss.
struct RegularizerTests {
  private func kernel(
    _ regularizer: Regularizer?, activity: Regularizer? = nil, x: [Float] = [0, 0], rows: Int = 1
  ) throws -> OneStep {
    let input = Input(2)
    let layer = Dense(
      1, useBias: false, kernelRegularizer: regularizer, activityRegularizer: activity,
      name: "dense")
    let step = try OneStep(
      input, layer(input), x: x, y: Array(repeating: 0, count: rows), batchSize: rows)
    try step.network.setWeights([Tensor([[1], [-2]] as [[Float]])])
    return step
  }

  private func isClose(_ a: [Double], _ b: [Double]) -> Bool {
    a.count == b.count && zip(a, b).allSatisfy { abs($0 - $1) < 1e-6 }
  }

  @Test func l1IsTheSumOfSizes() throws {
    let step = try kernel(.l1(0.5))
    #expect(try step.loss() == 1.5)
    #expect(try step.gradients() == [[0.5, -0.5]])
  }

  @Test func l2IsTheSumOfSquaresWithoutAHalf() throws {
    let step = try kernel(.l2(0.125))
    #expect(try step.loss() == 0.625)
    #expect(try step.gradients() == [[0.25, -0.5]])
  }

  @Test func l1l2IsTheirSum() throws {
    let step = try kernel(.l1l2(l1: 0.5, l2: 0.125))
    #expect(try step.loss() == 2.125)
    #expect(try step.gradients() == [[0.75, -1]])
    #expect(try kernel(.l1l2()).loss() == 0)
  }

  @Test func theDefaultsAreAHundredth() throws {
    #expect(isClose([try kernel(.l1()).loss()], [0.03]))
    #expect(isClose([try kernel(.l2()).loss()], [0.05]))
  }

  @Test func oneOfOnesOwnIsAnySymbol() throws {
    let step = try kernel(Regularizer("cubes") { ($0 * $0 * $0).abs().sum() })
    #expect(try step.loss() == 9)
    #expect(try step.gradients() == [[3, -12]])
  }

  /// Three samples (1, 0), (0, 1), (1, 1): activities 1, −2, −1.
  @Test func anActivityCountsBySample() throws {
    let step = try kernel(nil, activity: .l2(1), x: [1, 0, 0, 1, 1, 1], rows: 3)
    // (1 + 4 + 1) / 3 of the penalty and as much of the error.
    #expect(isClose([try step.loss()], [4]))
    // 2 · Σ a·x · 2/3: twice, for penalty and error: Σ a·x = (0, −3).
    #expect(isClose(try step.gradients()[0], [0, -4]))
  }

  @Test func theBiasHasItsOwn() throws {
    let input = Input(1)
    let layer = Dense(2, biasRegularizer: .l2(0.5), name: "dense")
    let step = try OneStep(input, layer(input), x: [0], y: [1, 2], batchSize: 1)
    try step.network.setWeights([Tensor([[7, 7]] as [[Float]]), Tensor([1, 2] as [Float])])
    #expect(try step.loss() == 2.5)
    #expect(try step.gradients() == [[0, 0], [1, 2]])
  }

  /// A layer that is called twice has one kernel, and one penalty for it.
  @Test func aSharedKernelIsPunishedOnce() throws {
    let input = Input(2)
    let layer = Dense(2, useBias: false, kernelRegularizer: .l1(1), name: "dense")
    let step = try OneStep(
      input, layer(layer(input)), x: [0, 0], y: [0, 0], batchSize: 1)
    try step.network.setWeights([Tensor([[1, 2], [3, 4]] as [[Float]])])
    #expect(try step.loss() == 10)
  }

  @Test func weightsOfSamplesLeaveItWhole() throws {
    let input = Input(2)
    let layer = Dense(1, useBias: false, kernelRegularizer: .l1(1), name: "dense")
    let step = try OneStep(
      input, layer(input), x: [5, 5], y: [0], weights: ([Shape.free], [0]), batchSize: 1)
    try step.network.setWeights([Tensor([[1], [-2]] as [[Float]])])
    #expect(try step.loss() == 3)
    #expect(try step.gradients() == [[1, -1]])
  }

  @Test func theGradientsAreThoseOfFiniteDifferences() throws {
    var numbers = Numbers(seed: 5)
    let input = Input(3)
    let hidden = Dense(
      4, activation: .tanh, kernelRegularizer: .l2(0.1), biasRegularizer: .l2(0.3),
      activityRegularizer: .l2(0.2), name: "hidden")(input)
    let output = Dense(2, kernelRegularizer: .l1l2(l1: 0.05, l2: 0.1), name: "output")(
      ActivityRegularization(l2: 0.1)(hidden))
    try OneStep(
      input, output, x: numbers.uniform(15), y: numbers.uniform(10), batchSize: 5
    ).expectGradients()
  }

  @Test func whatIsNoPenaltyIsRefused() {
    func error(_ regularizer: Regularizer) -> String? {
      let error = #expect(throws: ModelError.self) { try kernel(regularizer) }
      return error?.description
    }
    let wanted = "wanted a finite number of 0 or more"
    #expect(error(.l1(-1)) == "dense/kernel's regularizer: L1 has a factor of -1.0; \(wanted)")
    #expect(
      error(.l2(.infinity)) == "dense/kernel's regularizer: L2 has a factor of inf; \(wanted)")
    #expect(
      error(Regularizer("sizes") { $0.abs() })
        == "dense/kernel's regularizer: got [2, 1] from sizes; wanted one number; take its sum()")
    let activity = #expect(throws: ModelError.self) { try kernel(nil, activity: .l2(-1)) }
    #expect(activity?.description == "Dense \"dense\": L2 has a factor of -1.0; \(wanted)")
  }
}
