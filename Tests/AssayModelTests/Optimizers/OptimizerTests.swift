import AssayCore
import AssayModel
import Testing

struct OptimizerTests {
  @Test func defaultsAreKerass() {
    let sgd = SGD()
    #expect(sgd.learningRate == 0.01 && sgd.momentum == 0 && !sgd.nesterov)
    let rmsprop = RMSprop()
    #expect(rmsprop.learningRate == 0.001 && rmsprop.rho == 0.9 && rmsprop.momentum == 0)
    #expect(rmsprop.epsilon == 1e-7 && !rmsprop.centered)
    let adam = Adam()
    #expect(adam.learningRate == 0.001 && adam.beta1 == 0.9 && adam.beta2 == 0.999)
    #expect(adam.epsilon == 1e-7 && !adam.amsgrad)
    #expect(AdamW().learningRate == 0.001 && AdamW().weightDecay == 0.004)
    #expect(
      ([sgd, rmsprop, adam] as [any Optimizer]).allSatisfy { $0.weightDecay == nil })
  }

  @Test func slotsHaveKerassNames() {
    #expect(SGD().slotNames == [])
    #expect(SGD(momentum: 0.9).slotNames == ["momentum"])
    #expect(RMSprop().slotNames == ["velocity"])
    #expect(
      RMSprop(momentum: 0.5, centered: true).slotNames == [
        "velocity", "momentum", "average_gradient",
      ])
    #expect(Adam().slotNames == ["momentum", "velocity"])
    #expect(AdamW(amsgrad: true).slotNames == ["momentum", "velocity", "velocity_hat"])
  }

  static let mistakes: [(any Optimizer, String)] = [
    (SGD(learningRate: -1), "SGD: learningRate is -1.0; wanted a finite number of 0.0 or more"),
    (
      Adam(learningRate: Double.infinity),
      "Adam: learningRate is inf; wanted a finite number of 0.0 or more"
    ),
    (
      Adam(learningRate: Double.nan),
      "Adam: learningRate is nan; wanted a finite number of 0.0 or more"
    ),
    (SGD(momentum: 1.5), "SGD: momentum is 1.5; wanted a number in 0.0...1.0"),
    (RMSprop(rho: -0.1), "RMSprop: rho is -0.1; wanted a number in 0.0...1.0"),
    (Adam(beta1: 1), "Adam: beta1 is 1.0; wanted a number in 0.0..<1.0"),
    (AdamW(beta2: 2), "AdamW: beta2 is 2.0; wanted a number in 0.0..<1.0"),
    (AdamW(weightDecay: -1), "AdamW: weightDecay is -1.0; wanted a finite number of 0.0 or more"),
    (RMSprop(epsilon: -1), "RMSprop: epsilon is -1.0; wanted a finite number of 0.0 or more"),
  ]

  @Test(arguments: mistakes.indices)
  func anArgumentOutOfRangeIsRefused(index: Int) throws {
    let (optimizer, message) = Self.mistakes[index]
    let x = Input(2)
    let network = try Network(inputs: [x], outputs: [Dense(1)(x)], seed: 0)
    let error = #expect(throws: ModelError.self) {
      try Trainer(network, losses: [.meanSquaredError], optimizer: optimizer)
    }
    #expect(error?.description == message)
  }

  /// Steps over enough elements for whole vectors and a rest give each element what it gets alone.
  @Test func everyElementIsUpdatedAlike() throws {
    let optimizers: [any Optimizer] = [
      SGD(momentum: 0.9, nesterov: true), RMSprop(momentum: 0.9, centered: true, weightDecay: 0.1),
      Adam(amsgrad: true), AdamW(),
    ]
    for optimizer in optimizers {
      var results: [[Float]] = []
      for size in [1, 67] {
        let x = Input(size)
        let network = try Network(
          inputs: [x], outputs: [LayerTests.Scale()(x)], seed: 0)
        let sum = Loss("sum") { _, predictions in predictions.sum() }
        let trainer = try Trainer(network, losses: [sum], optimizer: optimizer, threads: 1)
        let program = try trainer.trainingProgram(batchSize: 1)
        for step in 0..<3 {
          let memory = program.inputs[0].assumingMemoryBound(to: Float.self)
          for i in 0..<size { memory[i] = 0.5 - Float(step) }
          try trainer.step(program, epoch: 0, step: step, seed: 0)
        }
        results.append(network.weights[0].scalars(of: Float.self))
      }
      #expect(results[1] == Array(repeating: results[0][0], count: 67))
      #expect(results[0][0] != 1)
    }
  }
}
