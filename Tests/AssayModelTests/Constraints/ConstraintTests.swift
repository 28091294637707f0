import AssayCore
import AssayModel
import Testing

/// What a constraint makes of the kernel [[3, 0.3], [4, −0.4]] after a step that changes nothing: its
/// columns have the norms 5 and 0.5.
struct ConstraintTests {
  private let weights: [[Float]] = [[3, 0.3], [4, -0.4]]

  private func step(_ constraint: Constraint, bias: Constraint? = nil) throws -> OneStep {
    let input = Input(2)
    let layer = Dense(2, kernelConstraint: constraint, biasConstraint: bias, name: "dense")
    let step = try OneStep(
      input, layer(input), x: [1, 1], y: [0, 0], batchSize: 1, rate: 0)
    try step.network.setWeights([Tensor(weights), Tensor([-1, 2] as [Float])])
    return step
  }

  private func expect(
    _ constraint: Constraint, _ wanted: [Double], _ location: SourceLocation = #_sourceLocation
  ) throws {
    let step = try step(constraint)
    try step.take()
    let found = step.network.weights[0].doubles
    #expect(
      zip(found, wanted).allSatisfy { abs($0 - $1) < 2e-6 }, "\(found)", sourceLocation: location)
    #expect(step.network.weights[1].doubles == [-1, 2], sourceLocation: location)
  }

  @Test func nonNegativeCutsAtZero() throws { try expect(.nonNeg, [3, 0.3, 4, 0]) }

  @Test func aLargestNormShortensWhatIsLonger() throws {
    try expect(.maxNorm(2), [1.2, 0.3, 1.6, -0.4])
    try expect(.maxNorm(), [1.2, 0.3, 1.6, -0.4])
    try expect(.maxNorm(0), [0, 0, 0, 0])
    // Rows have the norms √9.09 and √16.16.
    let (first, second) = (1 / 9.09.squareRoot(), 1 / 16.16.squareRoot())
    try expect(.maxNorm(1, axes: 1), [3 * first, 0.3 * first, 4 * second, -0.4 * second])
    let whole = 1 / 25.25.squareRoot()
    try expect(.maxNorm(1, axes: 0, 1), [3 * whole, 0.3 * whole, 4 * whole, -0.4 * whole])
    try expect(.maxNorm(1, axes: -1), [3 * first, 0.3 * first, 4 * second, -0.4 * second])
  }

  @Test func unitNormMakesEachOne() throws {
    try expect(.unitNorm(), [0.6, 0.6, 0.8, -0.8])
  }

  @Test func aRangeOfNormsIsGoneTowardsByAShare() throws {
    try expect(.minMaxNorm(1, 2), [1.2, 0.6, 1.6, -0.8])
    // Half of the way: 5 to 3.5, and 0.5 to 0.75.
    try expect(.minMaxNorm(1, 2, rate: 0.5), [2.1, 0.45, 2.8, -0.6])
    try expect(.minMaxNorm(1, 2, rate: 0), [3, 0.3, 4, -0.4])
    try expect(.minMaxNorm(), [0.6, 0.3, 0.8, -0.4])
  }

  @Test func aColumnOfZerosStaysZero() throws {
    let step = try step(.unitNorm())
    try step.network.setWeights([
      Tensor([[0, 1], [0, 0]] as [[Float]]), Tensor([0, 0] as [Float]),
    ])
    try step.take()
    let found = step.network.weights[0].doubles
    #expect(found[0] == 0 && found[2] == 0)
    #expect(abs(found[1] - 1) < 1e-6)
  }

  @Test func theBiasHasItsOwn() throws {
    let step = try step(.nonNeg, bias: .nonNeg)
    try step.take()
    #expect(step.network.weights[1].doubles == [0, 2])
  }

  /// A step that changes weights first takes it, then constrains: 1 − 2 is below 0.
  @Test func itFollowsTheUpdate() throws {
    let input = Input(1)
    let layer = Dense(1, useBias: false, kernelConstraint: .nonNeg, name: "dense")
    let step = try OneStep(input, layer(input), x: [1], y: [0], batchSize: 1, rate: 1)
    try step.network.setWeights([Tensor([[1]] as [[Float]])])
    try step.take()
    #expect(step.network.weights[0].doubles == [0])
  }

  @Test func anEmbeddingHasOneToo() throws {
    let input = Input(1, dtype: .int32)
    let table = Embedding(2, 2, embeddingsConstraint: .unitNorm(axes: 1), name: "table")
    let step = try OneStep(input, table(input), x: [0], y: [0, 0], batchSize: 1, rate: 0)
    try step.network.setWeights([Tensor([[3, 4], [0, 2]] as [[Float]])])
    try step.take()
    let found = step.network.weights[0].doubles
    #expect(zip(found, [0.6, 0.8, 0, 1]).allSatisfy { abs($0 - $1) < 1e-6 })
  }

  @Test func whatCannotBeFulfilledIsRefused() {
    func error(_ constraint: Constraint) -> String? {
      let error = #expect(throws: ModelError.self) { try step(constraint) }
      return error?.description
    }
    let wanted = "wanted 0 or more, ascending, and a rate in 0...1"
    #expect(
      error(.maxNorm(-1))
        == "Dense \"dense\": MaxNorm of norms 0.0 to -1.0 at rate 1.0; \(wanted)")
    #expect(
      error(.maxNorm(.infinity))
        == "Dense \"dense\": MaxNorm of norms 0.0 to inf at rate 1.0; \(wanted)")
    #expect(
      error(.minMaxNorm(2, 1))
        == "Dense \"dense\": MinMaxNorm of norms 2.0 to 1.0 at rate 1.0; \(wanted)")
    #expect(
      error(.minMaxNorm(0, 1, rate: 2))
        == "Dense \"dense\": MinMaxNorm of norms 0.0 to 1.0 at rate 2.0; \(wanted)")
    #expect(
      error(.maxNorm(1, axes: 2))
        == "Dense \"dense\": MaxNorm over axes [2] of [2, 2]; wanted axes from -2 to 1")
  }
}
