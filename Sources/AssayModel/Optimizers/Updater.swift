import AssayCore
import CKernels

/// An optimizer at work on the parameters of one model: its buffers, its count and its steps.
///
/// A step is Keras's: accumulate, clip, decay, the rule, averages, constraints, count. It allocates
/// nothing; everything it keeps is in ``state`` and ``iterations``.
package final class Updater {
  /// What is kept in a buffer of the updater.
  package typealias Buffer = UnsafeMutableBufferPointer<Float>

  package private(set) var optimizer: any Optimizer
  /// The steps made so far, also those that only accumulated.
  package var iterations = 0
  /// What is done to the weights after each step, in this order.
  package var constraints:
    [(parameter: Parameter, apply: (UnsafeMutablePointer<Float>, Shape) -> Void)] = []

  let store: ParameterStore
  /// The parameters that training changes, in order.
  let trainable: [TrainedParameter]
  private let runs: [ParameterRun]
  let slots: [Buffer]
  let average: Buffer?
  let accumulator: Buffer?
  /// For each trainable parameter.
  let factors: [[Buffer]]
  let scalars: Buffer
  private let numbers: Buffer
  private let scratch: Buffer
  private let accumulation: [assay_call]
  private let update: [assay_call]
  private let averaging: [assay_call]
  private let fusesDecay: Bool
  private let versions: ParameterVersions
  let scale: LossScale?

  /// - Parameters:
  ///   - paths: the paths of the parameters, in the order of the store; their names by default.
  ///   - touched: those that have gradients; all by default. The others are left alone, as by Keras.
  ///   - frozen: those that are not trained, beside those that never are.
  package init(
    _ optimizer: any Optimizer, store: ParameterStore, paths: [String]? = nil,
    touched: [Parameter]? = nil, frozen: Set<ObjectIdentifier> = [], threads: Int = 1
  ) throws(ModelError) {
    try optimizer.validate()
    self.optimizer = optimizer
    self.store = store
    let count = store.trainableCount
    let options = optimizer.options
    let touched = touched.map { Set($0.map { ObjectIdentifier($0) }) }
    trainable = store.parameters.indices.filter {
      store.parameters[$0].isTrainable && !frozen.contains(ObjectIdentifier(store.parameters[$0]))
    }.map { index in
      let parameter = store.parameters[index]
      return TrainedParameter(
        parameter: OptimizedParameter(
          path: paths?[index] ?? parameter.name, name: parameter.name, shape: parameter.shape),
        place: store.offsets[index], weights: store.start(of: parameter),
        isTouched: touched?.contains(ObjectIdentifier(parameter)) ?? true)
    }
    runs = trainable.runs
    versions = ParameterVersions(
      store.parameters.filter { $0.isTrainable && !frozen.contains(ObjectIdentifier($0)) })
    let arrays =
      optimizer.slotNames.count + (options.useEMA ? 1 : 0)
      + (options.gradientAccumulationSteps == nil ? 0 : 1)
    try ModelError.checkMemory([arrays, count, 4].checkedProduct, for: "the optimizer's state")
    // What an earlier compilation left of parameters that are frozen now.
    store.gradients.update(repeating: 0, count: count)

    slots = optimizer.slotNames.map { name in
      let slot = Buffer(zeros: count)
      if case .constant(let value) = optimizer.start(of: name), value != 0 {
        slot.update(repeating: Float(value))
      }
      return slot
    }
    average = options.useEMA ? Buffer(zeros: count) : nil
    accumulator = options.gradientAccumulationSteps == nil ? nil : Buffer(zeros: count)
    factors = trainable.map { one in
      optimizer.factors(of: one.parameter).map { Buffer(zeros: $0.shape.elements) }
    }
    scalars = Buffer(zeros: optimizer.scalarNames.count)
    scalars.update(repeating: 1)
    numbers = Buffer(zeros: Number.count)
    scratch = Buffer(zeros: trainable.map { optimizer.scratchCount(for: $0.parameter) }.max() ?? 0)

    let maker = CallMaker(
      optimizer: optimizer, store: store, trainable: trainable, slots: slots, factors: factors,
      numbers: numbers, scratch: scratch, threads: threads)
    fusesDecay = maker.fusesDecay
    scale = LossScale(optimizer, store: store, threads: threads)
    accumulation = accumulator.map { [maker.accumulation(in: $0)] } ?? []
    update =
      (accumulator.map { [maker.mean(of: $0)] } ?? []) + maker.clips()
      + maker.decays() + maker.rule()
    averaging = average.map { maker.averaging(in: $0) } ?? []
  }

  deinit {
    for buffer in slots + factors.flatMap(\.self) + [scalars, numbers, scratch] {
      buffer.deallocate()
    }
    scale?.deallocate()
    average?.deallocate()
    accumulator?.deallocate()
  }

  /// What the loss is to be multiplied by before its gradients are taken; `nil` for nothing.
  package var lossScale: Float? { scale?.factor }

  /// The updates made so far: fewer than ``iterations`` where gradients accumulate.
  package var updates: Int { iterations / (optimizer.options.gradientAccumulationSteps ?? 1) }

  /// The rate of the next step.
  package var learningRate: Double { optimizer.learningRate.rate(at: iterations) }

  /// Sets the rate from now on.
  ///
  /// - Throws: ``ModelError`` where a schedule decides, and where it is no finite number of 0 or more.
  package func setLearningRate(_ rate: Double) throws(ModelError) {
    try optimizer.learningRate.set(rate)
  }

  /// Takes one step with the gradients in the store, which it may overwrite; none where the loss is scaled
  /// as far as gradients are still finite, and one is not.
  package func step() throws(ModelError) {
    let options = optimizer.options
    if let scale, !(try scale.unscale(run)) { return }
    if iterations == 0 { startFromWeights() }
    if let steps = options.gradientAccumulationSteps, (iterations + 1) % steps != 0 {
      try run(accumulation)
    } else {
      let rate = learningRate
      let numbers = numbers.baseAddress!
      numbers[Number.decay] = fusesDecay ? Float(rate * (options.weightDecay ?? 0)) : 0
      numbers[Number.learningRate] = Float(rate)
      optimizer.prepare(
        OptimizerStep(
          learningRate: rate, count: updates + 1, numbers: numbers,
          scalars: scalars.baseAddress!))
      try run(update)
    }
    if let average {
      numbers[Number.average] = updates == 0 ? 0 : Float(options.emaMomentum)
      try run(averaging)
      if let frequency = options.emaOverwriteFrequency, (updates + 1) % frequency == 0 {
        takeAverages(average)
      }
    }
    for (parameter, apply) in constraints {
      apply(
        store.value(of: parameter).assumingMemoryBound(to: Float.self), parameter.shape)
    }
    versions.advance()
    iterations += 1
  }

  /// Ends a fit: with averages, they become the weights.
  package func finish() {
    guard let average, iterations > 0 else { return }
    takeAverages(average)
  }

  private func takeAverages(_ average: Buffer) {
    for run in runs {
      run.weights.update(from: average.baseAddress! + run.place, count: run.count)
    }
    versions.advance()
  }

  /// Exchanges the weights and their averages.
  ///
  /// - Returns: whether there are averages.
  @discardableResult package func swapAverages() -> Bool {
    guard let average, iterations > 0 else { return false }
    for run in runs {
      for index in 0..<run.count { swap(&average[run.place + index], &run.weights[index]) }
    }
    versions.advance()
    return true
  }

  func startFromWeights() {
    for (slot, name) in zip(slots, optimizer.slotNames)
    where optimizer.start(of: name) == .weights {
      for run in runs {
        (slot.baseAddress! + run.place).update(from: run.weights, count: run.count)
      }
    }
  }

  private func run(_ calls: [assay_call]) throws(ModelError) {
    var failed: Int64 = 0
    let status = calls.withUnsafeBufferPointer {
      assay_run($0.baseAddress, Int64($0.count), &failed)
    }
    guard status == 0 else {
      throw .oneDNN(call: "call \(failed) of \(type(of: optimizer).className)", status: Int(status))
    }
  }

  /// Where the numbers of a step are.
  enum Number {
    /// The first is the rule's rate; four more of the rule's follow the decay.
    static let decay = 1
    static let learningRate = 6
    static let average = 7
    static let count = 8
  }
}

extension UnsafeMutableBufferPointer<Float> {
  /// Zeros at a multiple of 64 bytes; memory for one where there are none.
  init(zeros count: Int) { self.init(start: AssayModel.allocate(count), count: count) }
}
