import AssayCore
import AssayData
import AssayMetrics
import AssayModel

extension Model {
  /// The loss and metrics of `data` with the weights as they are.
  ///
  /// - Parameters:
  ///   - progress: `.silent` by default.
  /// - Throws: ``DataError``, ``TrainingError``, ``ResolutionError``, ``MetricError`` and what callbacks
  ///   throw.
  public func evaluate(
    _ data: Dataset, batchSize: Int = 32, callbacks: [any Callback] = [],
    progress: ProgressStyle = .silent, output: any ProgressOutput = StandardError()
  ) throws -> Scores {
    try check("batchSize", batchSize, atLeast: 1)
    _ = try resolve(data, for: "evaluate")
    // A callback may evaluate in the middle of a run, which goes on as it was.
    let before = (batchSize: self.batchSize, steps: stepsPerEpoch)
    defer { (self.batchSize, stepsPerEpoch) = before }
    self.batchSize = batchSize
    let list = CallbackList(callbacks, context: self, progress: progress, output: output)
    do {
      let tallies = try pass(over: data, batchSize: batchSize, list, isValidation: false)
      return Scores(logs: tallies.logs, metrics: tallies.metrics, samples: data.count)
    } catch {
      list.abandon()
      throw error
    }
  }

  /// One pass over data that changes nothing: an evaluation of its own, or an epoch's validation.
  func pass(
    over data: Dataset, batchSize: Int, _ list: CallbackList, isValidation: Bool
  ) throws -> Tallies {
    let (compiled, trainer) = try resolved()
    let loader = try BatchLoader(
      data.inputs + data.labels, count: data.count, batchSize: batchSize, order: nil
    ) { try trainer.evaluationProgram(batchSize: $0) }
    var tallies = Tallies(compiled, outputNames: try network().outputNames)
    let steps = loader.plan.steps
    let inputCount = graphInputs.count
    let start = ContinuousClock.now
    if !isValidation { stepsPerEpoch = steps }
    try list.testBegin()
    for step in 0..<steps {
      try list.testBatchBegin(step)
      let program = loader.load(step)
      try program.run()
      guard program.loss.isFinite else {
        throw TrainingError.notFinite(step: step, loss: program.loss)
      }
      try tallies.add(program, inputCount: inputCount)
      if list.wantsBatchEnd(step: step, of: steps) {
        if case .stop = try list.testBatchEnd(step, logs: tallies.logs) { break }
      }
    }
    try list.testEnd(logs: tallies.logs, seconds: (ContinuousClock.now - start).seconds)
    return tallies
  }
}
