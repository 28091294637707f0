import AssayCore
import AssayModel
import Testing

/// The part of a training program that is the same in every epoch.
struct FeaturesTests {
  private func program(
    _ input: Symbol, _ output: Symbol, _ mode: Mode = .training
  ) throws -> Program {
    let network = try Network(inputs: [input], outputs: [output], seed: 2)
    let trainer = try Trainer(network, losses: [.meanSquaredError], optimizer: SGD())
    return try mode == .training
      ? trainer.trainingProgram(batchSize: 4) : trainer.evaluationProgram(batchSize: 4)
  }

  private func frozen<L: Layer>(_ layer: L) -> L {
    layer.isTrainable = false
    return layer
  }

  private func featureSizes(
    _ mode: Mode = .training, _ build: (Symbol) -> Symbol
  ) throws -> [Int] {
    let x = Input(8, 8, 2)
    return try program(x, build(x), mode).features.map { $0.rowBytes / 4 }
  }

  /// A frozen base of some arithmetic; ten numbers a row.
  private func base(_ x: Symbol) -> Symbol {
    frozen(Dense(10, activation: .tanh))(Flatten()(frozen(Conv2D(9, kernelSize: 3))(x)))
  }

  @Test(arguments: [Mode.training, .inference])
  func frozenLayersInFrontAreFeatures(_ mode: Mode) throws {
    #expect(try featureSizes(mode) { Dense(1)(base($0)) } == [10])
    #expect(try featureSizes(mode) { Dense(1)(Dropout(0.5)(base($0))) } == [10])
    #expect(try featureSizes(mode) { x in Dense(1)(frozen(BatchNormalization())(base(x))) } == [10])
  }

  @Test func whatChangesFromStepToStepIsNone() throws {
    // Trained, random, of the whole batch, or behind such.
    #expect(try featureSizes { Dense(1)(Dense(10)(Flatten()(Conv2D(9, kernelSize: 3)($0)))) } == [])
    #expect(try featureSizes { Dense(1)(base(Dropout(0.5)($0))) } == [])
    #expect(try featureSizes { Dense(1)(base(RandomFlip()($0))) } == [])
    #expect(try featureSizes { Dense(1)(base(BatchNormalization()($0))) } == [])
    // In evaluation nothing is drawn, but moving averages move.
    #expect(try featureSizes(.inference) { Dense(1)(base(RandomFlip()($0))) } == [10])
    #expect(try featureSizes(.inference) { Dense(1)(base(BatchNormalization()($0))) } == [])
  }

  /// What is cheap to make, or larger than what it is worth, is made again.
  @Test func whatIsCheapIsNone() throws {
    #expect(try featureSizes { Dense(1)(Flatten()(Rescaling(2)($0))) } == [])
    #expect(
      try featureSizes { Dense(1)(Flatten()(frozen(Conv2D(9, kernelSize: 1, useBias: false))($0))) }
        == [])
  }

  @Test func theRestReadsThemFromTheirPlaces() throws {
    let x = Input(8, 8, 2)
    let program = try program(x, Dense(1)(base(x)))
    #expect(program.isForFeatures == [true, false])
    var numbers = Numbers(seed: 3)
    func fill(_ values: [Float]) {
      program.inputs[0].assumingMemoryBound(to: Float.self)
        .update(from: values, count: values.count)
    }
    func loss() -> Double { program.results[0].double(at: 0) }
    let (first, second) = (numbers.uniform(4 * 128), numbers.uniform(4 * 128))
    fill(first)
    try program.run()
    let firstLoss = loss()
    let features = program.features[0]
    let kept = [UInt8](
      UnsafeRawBufferPointer(start: features.place, count: 4 * features.rowBytes))
    fill(second)
    try program.run()
    #expect(loss() != firstLoss)
    features.place.assumingMemoryBound(to: UInt8.self).update(from: kept, count: kept.count)
    try program.run(hasFeatures: true)
    #expect(loss() == firstLoss)
    try program.runFeatures()
    try program.run(hasFeatures: true)
    #expect(loss() != firstLoss)
  }
}
