import AssayCore
import AssayModel
import Testing

/// Five steps of every update rule over given gradients, against real Keras in double precision.
struct OptimizerGoldenTests {
  private struct Content: Decodable {
    var initial: [String: GoldenValues]
    var gradients: [[String: [Double]]]
    var cases: [Case]
  }

  private struct Case: Decodable {
    struct Config: Decodable {
      var learningRate: Double?
      var momentum: Double?
      var nesterov: Bool?
      var weightDecay: Double?
      var rho: Double?
      var epsilon: Double?
      var centered: Bool?
      var beta1: Double?
      var beta2: Double?
      var amsgrad: Bool?
      var clipnorm: Double?
      var clipvalue: Double?
      var globalClipnorm: Double?
      var gradientAccumulationSteps: Int?
      var useEma: Bool?
      var emaMomentum: Double?
      var emaOverwriteFrequency: Int?
      var excludeFromWeightDecay: [String]?
    }
    var `class`: String
    var config: Config
    var after: [[String: [Double]]]
    var exactAfterLast: [String: [Double]]
    var afterFinalize: [String: [Double]]?
  }

  private func optimizer(_ one: Case) throws -> any Optimizer {
    func with<O: Optimizer>(_ made: O, _ change: (inout O, Case.Config) -> Void) -> O {
      var made = made
      if let rate = one.config.learningRate { made.learningRate = .constant(rate) }
      if let decay = one.config.weightDecay { made.weightDecay = decay }
      made.options.clipNorm = one.config.clipnorm
      made.options.clipValue = one.config.clipvalue
      made.options.globalClipNorm = one.config.globalClipnorm
      made.options.gradientAccumulationSteps = one.config.gradientAccumulationSteps
      made.options.useEMA = one.config.useEma ?? false
      if let momentum = one.config.emaMomentum { made.options.emaMomentum = momentum }
      made.options.emaOverwriteFrequency = one.config.emaOverwriteFrequency
      made.excludeFromWeightDecay(names: one.config.excludeFromWeightDecay ?? [])
      change(&made, one.config)
      return made
    }
    switch one.class {
    case "SGD":
      return with(SGD()) {
        if let momentum = $1.momentum { $0.momentum = momentum }
        if let nesterov = $1.nesterov { $0.nesterov = nesterov }
      }
    case "RMSprop":
      return with(RMSprop()) {
        if let rho = $1.rho { $0.rho = rho }
        if let momentum = $1.momentum { $0.momentum = momentum }
        if let epsilon = $1.epsilon { $0.epsilon = epsilon }
        if let centered = $1.centered { $0.centered = centered }
      }
    case "Adam":
      return with(Adam()) {
        if let beta = $1.beta1 { $0.beta1 = beta }
        if let beta = $1.beta2 { $0.beta2 = beta }
        if let epsilon = $1.epsilon { $0.epsilon = epsilon }
        if let amsgrad = $1.amsgrad { $0.amsgrad = amsgrad }
      }
    default:
      #expect(one.class == "AdamW")
      return with(AdamW()) {
        if let beta = $1.beta2 { $0.beta2 = beta }
        if let amsgrad = $1.amsgrad { $0.amsgrad = amsgrad }
      }
    }
  }

  /// Three parameters whose gradients are the inputs.
  private final class Given: Layer {
    let starts: [(String, GoldenValues)]

    init(_ starts: [(String, GoldenValues)]) {
      self.starts = starts
      super.init()
    }

    override func call(_ inputs: [Symbol], _ scope: Scope) -> Symbol {
      zip(inputs, starts).map { input, start in
        (input * scope.parameter(start.0, start.1.shape, .zeros)).sum()
      }.reduce(.constant(0), +)
    }
  }

  /// To 1e-6 of Keras's float32 after every step; and to 3e-7 of Keras in double precision after five,
  /// but for Adam, whose step size follows Keras's powers of float32 numbers.
  @Test func agreesWithKeras() throws {
    let golden = try readGolden("optimizers.json", as: Content.self)
    let names = ["kernel", "bias", "scale"]
    let starts = try names.map { ($0, try #require(golden.initial[$0])) }
    var tested = 0
    for one in golden.cases {
      let inputs = starts.map { _, start in
        Symbol.input(Shape([Shape.free] + start.shape))
      }
      let output = Given(starts)(inputs)
      let network = try Network(inputs: inputs, outputs: [output], seed: 0)
      try network.setWeights(starts.map { try $0.1.tensor() })
      let sum = Loss("sum") { _, predictions in predictions }
      let trainer = try Trainer(network, losses: [sum], optimizer: optimizer(one), threads: 1)
      let program = try trainer.trainingProgram(batchSize: 1)
      for (step, gradients) in golden.gradients.enumerated() {
        for (index, name) in names.enumerated() {
          let memory = program.inputs[index].assumingMemoryBound(to: Float.self)
          for (at, value) in try #require(gradients[name]).enumerated() {
            memory[at] = Float(value)
          }
        }
        try trainer.step(program, epoch: 0, step: step, seed: 0)
        for (index, name) in names.enumerated() {
          let wanted = try #require(one.after[step][name])
          #expect(
            disagreement(
              network.weights[index].scalars(of: Float.self), wanted, relative: 1e-6,
              absolute: 1e-6) <= 1, "\(one.class) \(one.config), \(name) after step \(step + 1)")
        }
      }
      for (index, name) in names.enumerated() where !one.class.hasPrefix("Adam") {
        let exact = try #require(one.exactAfterLast[name])
        #expect(
          disagreement(
            network.weights[index].scalars(of: Float.self), exact, relative: 3e-7, absolute: 3e-7)
            <= 1,
          "\(one.class) \(one.config), \(name): \(network.weights[index].doubles) for \(exact)")
      }
      #expect(trainer.updater.iterations == 5)
      #expect(trainer.iterations == 5 / (one.config.gradientAccumulationSteps ?? 1))
      if let final = one.afterFinalize {
        trainer.finish()
        for (index, name) in names.enumerated() {
          let found = network.weights[index].scalars(of: Float.self)
          let wanted = try #require(final[name])
          #expect(disagreement(found, wanted, relative: 1e-6, absolute: 1e-6) <= 1)
        }
      }
      tested += 1
    }
    #expect(tested == 30)
  }
}
