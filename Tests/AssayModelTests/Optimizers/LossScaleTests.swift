import AssayCore
import AssayModel
import AssayTestSupport
import Foundation
import Testing

/// Losses that are scaled, against real Keras and against losses that are not.
struct LossScaleTests {
  private struct Content: Decodable {
    struct Case: Decodable {
      var `class`: String
      var config: OptimizerCases.Case.Config
      var own: [String: Double]
      var after: [[[Double]]]
      var scales: [Double]
      var counters: [Float]
      var iterations: [Int]
      var variables: [String]
      var state: [[Double]]
    }
    struct Fit: Decodable {
      var x: [Double]
      var y: [Double]
      var start: [[Double]]
      var losses: [Double]
      var scales: [Double]
      var iterations: Int
      var weights: [[Double]]
    }
    var overflows: [String: [String]]
    var cases: [Case]
    var fit: Fit
  }

  private func content() throws -> Content {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "Infinity", negativeInfinity: "-Infinity", nan: "NaN")
    return try decoder.decode(Content.self, from: Data(contentsOf: Golden.url("loss_scale.json")))
  }

  @Test func everyStepIsKerass() throws {
    let golden = try content()
    let common = try OptimizerCases.read()[0]
    for one in golden.cases {
      let inner = try OptimizerCases.Case(
        class: one.class, config: one.config, after: [], iterations: 0
      ).optimizer()
      let store = try common.store()
      let updater = try Updater(
        LossScaleOptimizer(
          inner, initialScale: one.own["initial_scale"] ?? 32768,
          dynamicGrowthSteps: Int(one.own["dynamic_growth_steps"] ?? 2000)), store: store)
      for step in common.gradients.indices {
        common.write(step: step, into: store)
        let scale = try #require(updater.lossScale)
        for index in 0..<store.trainableCount { store.gradients[index] *= scale }
        if let overflow = golden.overflows["\(step)"] {
          let place = try #require(OptimizerCases.names.firstIndex(of: overflow[0]))
          store.gradients[store.offsets[place] + 1] = try #require(Float(overflow[1]))
        }
        try updater.step()
        #expect(updater.lossScale.map(Double.init) == one.scales[step], "\(one.class) \(step)")
        #expect(updater.variables[0].buffer?[0] == one.counters[step], "\(one.class) \(step)")
        #expect(updater.updates == one.iterations[step], "\(one.class) \(step)")
        if let place = common.kept.firstIndex(of: step + 1) {
          for (index, wanted) in one.after[place].enumerated() {
            let worst = disagreement(
              store.numbers(of: index), wanted, relative: 1e-6, absolute: 1e-6)
            #expect(worst <= 1, "\(one.class) after step \(step + 1): \(worst)")
          }
        }
      }
      #expect(updater.variables.map(\.name) == Array(one.variables.dropFirst(2)), "\(one.class)")
      for (variable, values) in zip(updater.variables, one.state.dropFirst(2)) {
        #expect(variable.shape.elements == values.count)
        guard let buffer = variable.buffer else { continue }
        let most = values.reduce(0) { max($0, abs($1)) }
        #expect(
          disagreement(Array(buffer), values, relative: 1e-6, absolute: 1e-6 * most) <= 1,
          "\(one.class) \(variable.name)")
      }
    }
    #expect(golden.cases.count == 5)
  }

  private func trainer(
    _ optimizer: any Optimizer, start: [[Double]]? = nil
  ) throws -> (network: Network, trainer: Trainer) {
    let x = Input(3)
    let network = try Network(
      inputs: [x], outputs: [Dense(1)(Dense(4, activation: .tanh)(x))], seed: 0)
    if let start {
      try network.setWeights(
        zip(start, network.weights).map { try Tensor($0.map { Float($0) }, shape: $1.shape) })
    }
    return (
      network,
      try Trainer(network, losses: [.meanSquaredError], optimizer: optimizer, threads: 1)
    )
  }

  /// Four of twelve rows; the loss of the batch from before the step.
  private func step(_ trainer: Trainer, _ step: Int, x: [Double], y: [Double]) throws -> Double {
    let program = try trainer.trainingProgram(batchSize: 4)
    let first = 4 * (step % 3)
    for (index, (array, width)) in [(x, 3), (y, 1)].enumerated() {
      let memory = program.inputs[index].assumingMemoryBound(to: Float.self)
      for place in 0..<4 * width { memory[place] = Float(array[first * width + place]) }
    }
    try trainer.step(program, epoch: 0, step: step, seed: 0)
    return program.results[0].double(at: 0)
  }

  /// From 2 to the 127th on, gradients overflow although no loss does. Keras comes back to that scale,
  /// doubles it to infinity, and never takes a step again.
  @Test func aLossThatOverflowsWhenScaledIsScaledLess() throws {
    let fit = try content().fit
    let (network, trainer) = try trainer(
      LossScaleOptimizer(
        Adam(learningRate: 0.05), initialScale: 0x1p127, dynamicGrowthSteps: 4),
      start: fit.start)
    let last = try #require(fit.scales.firstIndex(of: .infinity))
    for index in 0...last {
      let loss = try step(trainer, index, x: fit.x, y: fit.y)
      #expect(abs(loss - fit.losses[index]) < 1e-5, "step \(index)")
      let wanted = min(fit.scales[index], 0x1p127)
      #expect(trainer.updater.lossScale.map(Double.init) == wanted, "step \(index)")
    }
    #expect(trainer.iterations == fit.iterations)
    #expect(fit.iterations < last + 1)
    for (found, wanted) in zip(network.weights, fit.weights) {
      #expect(
        disagreement(found.scalars(of: Float.self), wanted, relative: 1e-4, absolute: 1e-5) <= 1)
    }
    for index in last + 1..<last + 4 { _ = try step(trainer, index, x: fit.x, y: fit.y) }
    #expect(trainer.iterations > fit.iterations)
  }

  @Test func aPowerOfTwoChangesNoBit() throws {
    let fit = try content().fit
    func weights(_ optimizer: any Optimizer) throws -> [Tensor] {
      let (network, trainer) = try trainer(optimizer, start: fit.start)
      for index in 0..<12 { _ = try step(trainer, index, x: fit.x, y: fit.y) }
      return network.weights
    }
    let wanted = try weights(Adam(learningRate: 0.05, clipNorm: 0.5))
    #expect(
      try weights(Adam(learningRate: 0.05, clipNorm: 0.5, lossScaleFactor: 1024)) == wanted)
    #expect(
      try weights(
        LossScaleOptimizer(
          Adam(learningRate: 0.05, clipNorm: 0.5, lossScaleFactor: 3), dynamicGrowthSteps: 2))
        == wanted)
  }

  @Test func theOptionsAreThoseOfTheInnerOne() throws {
    var scaled = LossScaleOptimizer(Adam(learningRate: 0.5, weightDecay: 0.1))
    #expect(scaled.initialScale == 32768 && scaled.dynamicGrowthSteps == 2000)
    #expect(scaled.learningRate == 0.5 && scaled.weightDecay == 0.1)
    #expect(scaled.slotNames == ["momentum", "velocity"])
    scaled.weightDecay = 0.2
    scaled.learningRate = 0.25
    #expect(scaled.inner.weightDecay == 0.2 && scaled.inner.learningRate == 0.25)
    let (_, trainer) = try trainer(scaled)
    #expect(trainer.updater.state.map(\.name) == ["momentum", "velocity", "dynamic_scale"])
    #expect(trainer.updater.state.last.map { Array($0.buffer) } == [32768, 0])
  }

  static let mistakes: [(any Optimizer, String)] = [
    (
      SGD(lossScaleFactor: 0),
      "SGD: lossScaleFactor is 0.0; wanted a finite number greater than 0, or nil not to scale"
    ),
    (
      LossScaleOptimizer(SGD(), initialScale: -1),
      "LossScaleOptimizer: initialScale is -1.0; wanted a finite number greater than 0"
    ),
    (
      LossScaleOptimizer(SGD(), initialScale: 1e39),
      "LossScaleOptimizer: initialScale is 1e+39; wanted a finite number greater than 0"
    ),
    (
      LossScaleOptimizer(SGD(), dynamicGrowthSteps: 0),
      "LossScaleOptimizer: dynamicGrowthSteps is 0; wanted a number in 1...16777216"
    ),
    (
      LossScaleOptimizer(SGD(momentum: 2)), "SGD: momentum is 2.0; wanted a number in 0.0...1.0"
    ),
    (
      LossScaleOptimizer(LossScaleOptimizer(SGD())),
      "LossScaleOptimizer: inner is a LossScaleOptimizer; "
        + "wanted an optimizer that does not scale the loss itself"
    ),
  ]

  @Test(arguments: mistakes.indices) func aMistakeIsRefused(index: Int) throws {
    let (optimizer, message) = Self.mistakes[index]
    let error = #expect(throws: ModelError.self) { try trainer(optimizer) }
    #expect(error?.description == message)
  }

  @Test func theNameAloneDoesNotSayWhatIsWrapped() throws {
    let error = #expect(throws: ModelError.self) { try Optimizers.named("lossscaleoptimizer") }
    #expect(
      error?.description
        == "optimizer: \"lossscaleoptimizer\"; wanted a LossScaleOptimizer of another optimizer, "
        + "which the name alone does not say")
  }
}
