import AssayCore
import AssayModel
import CAllocations
import Testing

/// What every optimizer has besides its rule: options, state and laws.
struct UpdaterTests {
  private static let shapes: [(String, Shape)] = [
    ("kernel", [7, 5]), ("embeddings", [4, 6]), ("bias", [5]), ("filters", [2, 3, 2, 4]),
  ]

  private func store() throws -> ParameterStore {
    let store = try ParameterStore.made(of: Self.shapes)
    for i in store.parameters.indices {
      for at in 0..<store.parameters[i].shape.elements {
        store.values[store.offsets[i] + at] = 0.3 - 0.13 * Float((at * 7 + i) % 5)
      }
    }
    return store
  }

  private func write(_ step: Int, into store: ParameterStore, scale: Float = 1) {
    for i in store.parameters.indices {
      for at in 0..<store.parameters[i].shape.elements {
        store.gradients[store.offsets[i] + at] =
          scale * (0.4 - 0.17 * Float((at * 5 + step * 3 + i) % 7))
      }
    }
  }

  private func weights(_ store: ParameterStore) -> [Float] {
    store.parameters.indices.flatMap { store.numbers(of: $0) }
  }

  /// Every optimizer, bare and with every option that goes together.
  static let optimizers: [any Optimizer] = Optimizers.names.flatMap { name in
    guard let bare = try? Optimizers.named(name) else { return [any Optimizer]() }
    var full = bare
    full.learningRate = LearningRate(.cosineDecay(0.05, steps: 9))
    full.options = OptimizerOptions(
      weightDecay: 0.02, globalClipNorm: 0.9, useEMA: true, emaMomentum: 0.7,
      emaOverwriteFrequency: 3, gradientAccumulationSteps: 2)
    full.excludeFromWeightDecay(names: ["bias"])
    return [bare, full]
  }

  @Test(arguments: optimizers.indices)
  func aRestoredUpdaterGoesOnWithTheSameBits(index: Int) throws {
    let optimizer = Self.optimizers[index]
    let through = try store()
    let first = try Updater(optimizer, store: through)
    for step in 0..<7 {
      write(step, into: through)
      try first.step()
    }
    let saved = first.state.map { ($0.name, Array($0.buffer)) }
    let restoredStore = try store()
    restoredStore.values.update(from: through.values, count: through.trainableCount)
    let second = try Updater(optimizer, store: restoredStore)
    second.iterations = first.iterations
    #expect(second.state.map(\.name) == saved.map(\.0))
    for ((_, buffer), (_, values)) in zip(second.state, saved) {
      for i in values.indices { buffer[i] = values[i] }
    }
    for step in 7..<15 {
      write(step, into: through)
      write(step, into: restoredStore)
      try first.step()
      try second.step()
    }
    first.finish()
    second.finish()
    #expect(weights(through).map(\.bitPattern) == weights(restoredStore).map(\.bitPattern))
  }

  @Test(arguments: Optimizers.names)
  func aRateOf0LeavesTheWeights(name: String) throws {
    var optimizer = try Optimizers.named(name)
    optimizer.learningRate = 0
    let store = try store()
    let before = weights(store)
    let updater = try Updater(optimizer, store: store)
    for step in 0..<3 {
      write(step, into: store)
      try updater.step()
    }
    if name == "Ftrl" {
      #expect(weights(store).allSatisfy { $0.isNaN }, "as in Keras, which divides by the rate")
    } else {
      let after = weights(store)
      #expect(zip(before, after).allSatisfy { abs($0 - $1) <= 1e-6 })
      if name != "ScheduleFreeAdamW" { #expect(before == after) }
    }
  }

  @Test(arguments: Optimizers.names)
  func gradientsOf0WithoutDecayLeaveTheWeights(name: String) throws {
    var optimizer = try Optimizers.named(name)
    optimizer.options.weightDecay = nil
    if var muon = optimizer as? Muon {
      muon.adamWeightDecay = nil
      optimizer = muon
    }
    let store = try store()
    let before = weights(store)
    let updater = try Updater(optimizer, store: store)
    for _ in 0..<3 {
      write(0, into: store, scale: 0)
      try updater.step()
    }
    let after = weights(store)
    if name == "Ftrl" {
      #expect(after.allSatisfy { $0 == 0 }, "the first weights are forgotten")
    } else {
      #expect(zip(before, after).allSatisfy { abs($0 - $1) <= 1e-6 })
    }
  }

  /// A gradient that is no number shows in the weight it belongs to, with any clipping.
  @Test(arguments: Optimizers.names)
  func aGradientThatIsNaNStaysOne(name: String) throws {
    let clips: [(String, WritableKeyPath<OptimizerOptions, Double?>)?] = [
      nil, ("norm", \.clipNorm), ("value", \.clipValue), ("global", \.globalClipNorm),
    ]
    for clip in clips {
      var optimizer = try Optimizers.named(name)
      if let clip { optimizer.options[keyPath: clip.1] = 0.5 }
      let store = try store()
      let updater = try Updater(optimizer, store: store)
      write(0, into: store)
      store.gradients[store.offsets[0]] = .nan
      try updater.step()
      #expect(store.values[store.offsets[0]].isNaN, "\(name)")
      let reachesAll = clip?.0 == "global"
      #expect(store.values[store.offsets[2]].isNaN == reachesAll, "\(name)")
    }
  }

  @Test func parametersWithoutGradientsAreLeftAlone() throws {
    for name in Optimizers.names {
      var optimizer = try Optimizers.named(name)
      optimizer.options.weightDecay = 0.1
      let store = try store()
      let before = store.numbers(of: 1)
      let updater = try Updater(
        optimizer, store: store, touched: [0, 2, 3].map { store.parameters[$0] })
      write(0, into: store)
      try updater.step()
      #expect(store.numbers(of: 1) == before, "\(name)")
      #expect(store.values[0] != 0.3, "\(name)")
    }
  }

  @Test func averagesAreExchangedAndBecomeTheWeightsAtTheEnd() throws {
    let store = try ParameterStore.made(of: [("w", [2])])
    (store.values[0], store.values[1]) = (1, 2)
    let updater = try Updater(
      SGD(learningRate: 0.1, useEMA: true, emaMomentum: 0.5), store: store)
    #expect(!updater.swapAverages(), "there are none before the first step")
    for (a, b) in [(0.1, -0.2), (0.3, 0.4), (-0.5, 0.25)] as [(Float, Float)] {
      (store.gradients[0], store.gradients[1]) = (a, b)
      try updater.step()
    }
    let trained = store.numbers(of: 0)
    #expect(abs(trained[0] - 1.01) < 1e-6 && abs(trained[1] - 1.955) < 1e-6)
    #expect(updater.swapAverages())
    let averages = store.numbers(of: 0)
    #expect(abs(averages[0] - 0.9925) < 1e-6 && abs(averages[1] - 1.9775) < 1e-6)
    #expect(updater.swapAverages())
    #expect(store.numbers(of: 0) == trained)
    updater.finish()
    #expect(store.numbers(of: 0) == averages)

    let plain = try Updater(SGD(), store: store)
    try plain.step()
    #expect(!plain.swapAverages())
  }

  /// As in Keras, also after steps that only accumulate.
  @Test func constraintsHoldAfterEveryStep() throws {
    let store = try ParameterStore.made(of: [("free", [1]), ("bound", [2])])
    store.values[store.offsets[1]] = 3
    let updater = try Updater(SGD(learningRate: 1, gradientAccumulationSteps: 2), store: store)
    updater.constraints = [
      (
        store.parameters[1],
        { values, shape in
          for i in 0..<shape.elements { values[i] = min(max(values[i], 0), 1) }
        }
      )
    ]
    try updater.step()
    #expect(store.numbers(of: 1) == [1, 0])
    for i in 0..<32 { store.gradients[i] = 1 }
    try updater.step()
    #expect(store.numbers(of: 0) == [-0.5] && store.numbers(of: 1) == [0.5, 0])
    #expect(updater.iterations == 2 && updater.updates == 1)
  }

  @Test(.enabled(if: assay_allocations() >= 0, "allocations cannot be counted here"))
  func aStepAllocatesNothing() throws {
    for optimizer in Self.optimizers {
      let store = try store()
      let updater = try Updater(optimizer, store: store)
      write(0, into: store)
      for _ in 0..<2 { try updater.step() }
      let before = assay_allocations()
      for _ in 0..<100 { try updater.step() }
      let name = type(of: optimizer).className
      #expect(assay_allocations() - before == 0, "\(name)")
    }
  }

  static let mistakes: [(any Optimizer, String)] = [
    (
      SGD(clipNorm: 1, globalClipNorm: 2),
      "SGD: clipNorm and globalClipNorm; wanted at most one of clipNorm, clipValue and "
        + "globalClipNorm"
    ),
    (
      AdamW(clipValue: 0),
      "AdamW: clipValue is 0.0; wanted a finite number greater than 0, or nil not to clip"
    ),
    (
      Lion(useEMA: true, emaMomentum: 1.5), "Lion: emaMomentum is 1.5; wanted a number in 0.0...1.0"
    ),
    (
      Nadam(emaOverwriteFrequency: 0),
      "Nadam: emaOverwriteFrequency is 0; wanted a number of 1 or more, or nil to overwrite at the "
        + "end only"
    ),
    (
      Adam(gradientAccumulationSteps: 1),
      "Adam: gradientAccumulationSteps is 1; wanted a number of 2 or more, or nil not to accumulate"
    ),
    (
      Ftrl(learningRatePower: 1),
      "Ftrl: learningRatePower is 1.0; wanted a finite number of 0.0 or less"
    ),
    (Lamb(weightDecay: -1), "Lamb: weightDecay is -1.0; wanted a finite number of 0.0 or more"),
    (
      ScheduleFreeAdamW(beta1: 0),
      "ScheduleFreeAdamW: beta1 is 0.0; wanted a number greater than 0 and at most 1"
    ),
    (
      Adafactor(clipThreshold: 0),
      "Adafactor: clipThreshold is 0.0; wanted a number greater than 0"
    ),
    (
      Muon(newtonSchulzSteps: -1),
      "Muon: newtonSchulzSteps is -1.0; wanted a finite number of 0.0 or more"
    ),
  ]

  @Test(arguments: mistakes.indices)
  func aMistakeIsFoundBeforeTraining(index: Int) throws {
    let (optimizer, message) = Self.mistakes[index]
    let store = try store()
    let error = #expect(throws: ModelError.self) { try Updater(optimizer, store: store) }
    #expect(error?.description == message)
  }

  @Test func optimizersHaveKerassNames() throws {
    let adam = try Optimizers.named("adam")
    let rmsprop = try Optimizers.named("RMSPROP")
    #expect(adam is Adam && rmsprop is RMSprop)
    #expect(try Optimizers.named("muon").weightDecay == 0.004)
    let error = #expect(throws: ModelError.self) { try Optimizers.named("adamm") }
    #expect(
      error?.description
        == "optimizer: \"adamm\"; wanted one of adadelta, adafactor, adagrad, adam, adamw, adamax, "
        + "ftrl, lamb, lion, muon, nadam, rmsprop, sgd, schedulefreeadamw")
  }

  /// A matrix that has more rows than columns steps as its transpose does.
  @Test func muonTurnsTallMatrices() throws {
    var results: [[Float]] = []
    for (rows, columns) in [(20, 3), (3, 20)] {
      let store = try ParameterStore.made(of: [("w", Shape([rows, columns]))])
      let updater = try Updater(Muon(), store: store)
      for i in 0..<20 {
        for j in 0..<3 {
          store.gradients[rows == 20 ? i * 3 + j : j * 20 + i] = Float((i * 7 + j * 5) % 11) - 4
        }
      }
      try updater.step()
      let weights = store.numbers(of: 0)
      results.append(
        (0..<60).map { at in rows == 20 ? weights[at] : weights[at % 3 * 20 + at / 3] })
    }
    #expect(results[0] == results[1])
  }
}
